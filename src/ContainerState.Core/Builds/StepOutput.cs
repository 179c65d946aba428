using System.Text;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>What a build step says: kept in a file, handed on line by line, and its last lines remembered.</summary>
internal sealed class StepOutput : IDisposable
{
    /// <summary>The most that is kept. A step that says more is killed.</summary>
    public const long MostBytes = 64L << 20;

    private const int LinesShown = 15;
    private const int LongestLine = 2000;

    private readonly FileStream _file;
    private readonly Action<string>? _line;
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _current = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Opens the file anew.</summary>
    /// <param name="folder">Where it is; made when it is not there.</param>
    /// <param name="key">The step's key, which names the file.</param>
    /// <param name="line">Is told each line, without control characters; may be null.</param>
    public StepOutput(string folder, string key, Action<string>? line)
    {
        Directory.CreateDirectory(folder);
        File = FileOf(folder, key);
        _file = new FileStream(File, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _line = line;
    }

    /// <summary>The file that has what a step said last.</summary>
    public static string FileOf(string folder, string key) => Path.Combine(folder, key + ".log");

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>True when the step said more than is kept.</summary>
    public bool IsTooMuch { get; private set; }

    /// <summary>The last lines, control characters taken out.</summary>
    public IReadOnlyList<string> LastLines => [.. _last];

    /// <summary>Reads to the end, or to the limit.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancel)
    {
        var bytes = new byte[1 << 14];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var total = 0L;
        int read;
        while ((read = await stream.ReadAsync(bytes, cancel)) > 0)
        {
            total += read;
            if (total > MostBytes)
            {
                IsTooMuch = true;
                throw new InvalidDataException("The step says too much.");
            }
            await _file.WriteAsync(bytes.AsMemory(0, read), cancel);
            await _file.FlushAsync(cancel);
            Split(characters.AsSpan(0, _decoder.GetChars(bytes, 0, read, characters, 0)));
        }
        if (_current.Length > 0)
        {
            EndLine();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Split(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n')
            {
                EndLine();
            }
            else if (_current.Length < LongestLine)
            {
                _current.Append(c);
            }
        }
    }

    private void EndLine()
    {
        var line = LineText.Clean(_current.ToString());
        _current.Clear();
        _last.Enqueue(line);
        if (_last.Count > LinesShown)
        {
            _last.Dequeue();
        }
        _line?.Invoke(line);
    }
}
