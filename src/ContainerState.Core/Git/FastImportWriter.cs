using System.Text;

namespace ContainerState.Git;

/// <summary>Writes the input of <c>git fast-import</c>: one commit without parents on one branch.</summary>
/// <remarks>
/// The format is that of git-fast-import(1). It ends with <c>done</c>, without which nothing is imported, so that a
/// writer who dies half-way leaves no half commit.
/// </remarks>
internal sealed class FastImportWriter(Stream output) : IAsyncDisposable
{
    private readonly BufferedStream _output = new(output, 1 << 17);
    private readonly List<(string Path, string Mode, int Mark)> _files = [];
    private readonly Dictionary<string, (string Mode, int Mark)> _byPath = new(StringComparer.Ordinal);
    private int _marks;

    /// <summary>The files so far: path and mode.</summary>
    public int Count => _files.Count;

    /// <summary>Starts the stream.</summary>
    public void Begin() => Line("feature done");

    /// <summary>Adds a file with a known length.</summary>
    public async Task AddAsync(string path, TreeItemKind kind, Stream content, long length, CancellationToken cancel)
    {
        var mark = BeginBlob(length);
        var buffer = new byte[1 << 16];
        var left = length;
        while (left > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancel);
            if (read == 0)
            {
                throw new EndOfStreamException($"{path} ends {left} bytes early.");
            }
            _output.Write(buffer, 0, read);
            left -= read;
        }
        EndBlob(path, kind, mark);
    }

    /// <summary>Adds a file, or a symbolic link whose target is the content.</summary>
    public void Add(string path, TreeItemKind kind, ReadOnlySpan<byte> content)
    {
        var mark = BeginBlob(content.Length);
        _output.Write(content);
        EndBlob(path, kind, mark);
    }

    /// <summary>Adds a path with the same content as one that was added before.</summary>
    /// <returns>False when there was no such path.</returns>
    public bool AddLink(string path, string target)
    {
        if (!_byPath.TryGetValue(target, out var file))
        {
            return false;
        }
        Remember(path, file.Mode, file.Mark);
        return true;
    }

    /// <summary>Moves all that was added up out of the one folder that holds it.</summary>
    /// <param name="folder">The folder: every path begins with it and a slash.</param>
    public void MoveUp(string folder)
    {
        _byPath.Clear();
        for (var i = 0; i < _files.Count; i++)
        {
            var (path, mode, mark) = _files[i];
            if (!path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                throw new ArgumentException($"{path} is not below {folder}.", nameof(folder));
            }
            var moved = path[(folder.Length + 1)..];
            _files[i] = (moved, mode, mark);
            _byPath[moved] = (mode, mark);
        }
    }

    /// <summary>Takes paths out again: what was written of them stays in the pack, and no commit names it.</summary>
    public void Remove(IReadOnlySet<string> paths)
    {
        _files.RemoveAll(file => paths.Contains(file.Path));
        foreach (var path in paths)
        {
            _byPath.Remove(path);
        }
    }

    /// <summary>Writes the commit, with a fixed author and date, and the end of the stream.</summary>
    public void Commit(string reference, string message)
    {
        Line("commit " + reference);
        Line("committer ContainerState <containerstate@localhost> 0 +0000");
        var text = Encoding.UTF8.GetBytes(message);
        Line($"data {text.Length}");
        _output.Write(text);
        Line("");
        foreach (var (path, mode, mark) in _files)
        {
            Line($"M {mode} :{mark} {Quote(path)}");
        }
        Line("");
        Line("done");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _output.DisposeAsync();

    private int BeginBlob(long length)
    {
        Line("blob");
        Line($"mark :{++_marks}");
        Line($"data {length}");
        return _marks;
    }

    private void EndBlob(string path, TreeItemKind kind, int mark)
    {
        Line("");
        Remember(path, GitStore.Mode(kind), mark);
    }

    private void Remember(string path, string mode, int mark)
    {
        _files.Add((path, mode, mark));
        _byPath[path] = (mode, mark);
    }

    private void Line(string text) => _output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private static string Quote(string path) =>
        path.Any(c => c is '"' or '\\' || char.IsControl(c)) || path.StartsWith('"')
            ? "\"" + string.Concat(path.Select(Escape)) + "\""
            : path;

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        _ when c < 32 || c == 127 => "\\" + Convert.ToString(c, 8).PadLeft(3, '0'),
        _ => c.ToString(),
    };
}
