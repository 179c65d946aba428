using System.Text;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Reads lines out of a file that something else is writing, and that holds anything.</summary>
internal sealed class ConsoleFile : IDisposable
{
    /// <summary>What is kept of a line, in bytes.</summary>
    public const int MostKept = 16 * 1024;

    private const int BlockSize = 64 * 1024;

    private readonly FileStream _file;
    private readonly string? _name;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly MemoryStream _line = new();
    private bool _isOpen;
    private long _lineAt;

    private ConsoleFile(FileStream file)
    {
        _file = file;
        _name = Name(file);
    }

    /// <summary>Opens a file; null when it is not there.</summary>
    public static ConsoleFile? Open(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>True when the file was cut since it was last read.</summary>
    public bool WasCut => _file.Length < _file.Position;

    /// <summary>True when the file has another name than when it was opened: it was renamed or removed.</summary>
    public bool HasMoved => Name(_file) != _name;

    // As the kernel has it, without the links on the way.
    private static string? Name(FileStream file) => new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;

    /// <summary>Places the reading so that so many lines are left, or at the beginning when there are fewer. Gives how many lines are missing.</summary>
    public int SeekTail(int lines)
    {
        var position = _file.Length;
        if (lines <= 0)
        {
            _file.Position = position;
            return 0;
        }
        var missing = lines;
        var isLast = true;
        while (position > 0)
        {
            var length = (int)Math.Min(BlockSize, position);
            position -= length;
            _file.Position = position;
            _file.ReadExactly(_block, 0, length);
            for (var i = length - 1; i >= 0; i--)
            {
                // The newline at the very end closes the last line; each one before it opens a line.
                if (_block[i] == '\n' && !isLast && --missing == 0)
                {
                    _file.Position = position + i + 1;
                    return 0;
                }
                isLast = false;
            }
        }
        _file.Position = 0;
        return isLast ? missing : missing - 1;
    }

    /// <summary>Skips what is before a place. For a file whose beginning was given back to the disk.</summary>
    public void SkipTo(long position) => _file.Position = Math.Max(_file.Position, position);

    /// <summary>Every line that is whole by now, with the place of its first byte.</summary>
    public IEnumerable<(long Offset, string Text)> ReadLines()
    {
        int read;
        while ((read = _file.Read(_block, 0, BlockSize)) > 0)
        {
            var blockAt = _file.Position - read;
            var start = 0;
            for (int end; (end = Array.IndexOf(_block, (byte)'\n', start, read - start)) >= 0; start = end + 1)
            {
                _lineAt = _isOpen ? _lineAt : blockAt + start;
                Keep(start, end - start);
                yield return TakeLine();
            }
            _lineAt = _isOpen ? _lineAt : blockAt + start;
            Keep(start, read - start);
            _isOpen |= start < read;
        }
    }

    /// <summary>The last line, when it has no newline yet; else null.</summary>
    public (long Offset, string Text)? ReadRest() => _isOpen ? TakeLine() : null;

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _line.Dispose();
    }

    private void Keep(int start, int length) =>
        _line.Write(_block, start, Math.Min(length, MostKept - (int)_line.Length));

    private (long Offset, string Text) TakeLine()
    {
        var text = LineText.Clean(Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length));
        _line.SetLength(0);
        _isOpen = false;
        return (_lineAt, text);
    }
}
