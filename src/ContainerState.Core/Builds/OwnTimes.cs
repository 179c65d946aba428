namespace ContainerState.Builds;

/// <summary>Asks a list of files and whole folders whose times follow from content.</summary>
internal sealed class OwnTimes(IReadOnlyList<string> paths)
{
    private readonly HashSet<string> _paths = paths.ToHashSet(StringComparer.Ordinal);
    private readonly PathIndex _index = new(paths);

    /// <summary>The list.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>True when it names a path, or a folder that it is in.</summary>
    public bool Has(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (_paths.Contains(path[..end]))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>True when it names something below a folder.</summary>
    public bool HasBelow(string folder) => _index.HasBelow(folder);
}
