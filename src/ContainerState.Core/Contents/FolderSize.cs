namespace ContainerState.Contents;

/// <summary>How much of a folder of a server is of one component.</summary>
internal sealed class FolderSize
{
    private readonly SortedDictionary<string, FolderSize> _folders = new(StringComparer.Ordinal);

    /// <summary>How many files and links are in it and below.</summary>
    public long Files { get; private set; }

    /// <summary>Their size together, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The folders in it, by name. What is missing in their sum lies in the folder itself.</summary>
    public IReadOnlyDictionary<string, FolderSize> Folders => _folders;

    /// <summary>Counts files.</summary>
    public void Add(long files, long bytes) => (Files, Bytes) = (Files + files, Bytes + bytes);

    /// <summary>The folder of a name in it, which is made when it is not there.</summary>
    public FolderSize Below(string name)
    {
        if (!_folders.TryGetValue(name, out var folder))
        {
            _folders[name] = folder = new();
        }
        return folder;
    }
}
