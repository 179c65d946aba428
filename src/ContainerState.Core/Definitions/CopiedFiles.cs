using ContainerState.Platform;

namespace ContainerState.Definitions;

/// <summary>How much of the image a server may begin with in memory: the files and links of the paths with <c>copy: true</c>.</summary>
internal sealed class CopiedFiles
{
    /// <summary>The most files, folders and links of all paths together: each start makes all of them, in memory of the kernel.</summary>
    public const int MostEntries = 10_000;

    // tmpfs keeps a link of this many characters, and any shorter one, with its name.
    private const int ShortLink = 127;

    private long _all;
    private int _entries;

    /// <summary>What a file or link takes of a tmpfs, in bytes: whole pages.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="size">Its length.</param>
    public static long Room(FileKind kind, long size) => kind switch
    {
        FileKind.Regular => Pages(size),
        FileKind.Link => size > ShortLink ? Pages(size) : 0,
        _ => 0,
    };

    /// <summary>Adds what one path begins with.</summary>
    /// <param name="path">The path.</param>
    /// <param name="entries">How many files, folders and links it has in the image.</param>
    /// <param name="bytes">What they take.</param>
    /// <param name="memory">The server's memory; 0 for no limit.</param>
    /// <returns>Why that cannot be, and what to write instead; null when it can.</returns>
    public (string Fault, string Rule)? Add(WritablePath path, int entries, long bytes, long memory)
    {
        _entries += entries;
        if (_entries > MostEntries)
        {
            return ($"the image has more than {MostEntries} files, folders and links in the paths that are copied", $"at most {MostEntries} files, folders and links, all of which are copied at every start");
        }
        if (bytes > path.SizeBytes)
        {
            return ($"the image's files there take {Text(bytes)}, and its size is {Text(path.SizeBytes)}", $"a size of at least {Text(bytes)}, which the image's files there take: it is {Text(path.SizeBytes)}");
        }
        _all += bytes;
        return memory > 0 && _all > memory
            ? ($"what is copied takes {Text(_all)}, and the server's memory is {Text(memory)}", $"more memory than {Text(_all)}, which what is copied takes: it is {Text(memory)}")
            : null;
    }

    private static long Pages(long size) => (size + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;

    // In whole KiB, since pages are.
    private static string Text(long bytes) => SizeRule.Text(bytes);
}
