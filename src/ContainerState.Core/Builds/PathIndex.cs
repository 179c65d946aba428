namespace ContainerState.Builds;

/// <summary>Answers whether any of many paths is at or below a folder, without looking through them.</summary>
internal sealed class PathIndex
{
    private readonly string[] _sorted;

    /// <summary>Sorts the paths.</summary>
    public PathIndex(IEnumerable<string> paths)
    {
        _sorted = [.. paths];
        Array.Sort(_sorted, StringComparer.Ordinal);
    }

    /// <summary>True when one is the path itself.</summary>
    public bool Has(string path) => Array.BinarySearch(_sorted, path, StringComparer.Ordinal) >= 0;

    /// <summary>True when one is below the folder.</summary>
    public bool HasBelow(string folder) => Below(folder).Any();

    /// <summary>Those that are below the folder.</summary>
    public IEnumerable<string> Below(string folder)
    {
        var prefix = folder + "/";
        var at = Array.BinarySearch(_sorted, prefix, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at; at < _sorted.Length && _sorted[at].StartsWith(prefix, StringComparison.Ordinal); at++)
        {
            yield return _sorted[at];
        }
    }
}
