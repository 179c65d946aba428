using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>What was found out of trees by looking through them, kept beside the repository for the next build. Trees never change.</summary>
/// <remarks>Nothing that is safe or unsafe goes by it alone: what is read of a tree later is looked at again.</remarks>
internal sealed class TreeMemory
{
    private const int MostRemembered = 2000;
    private const long LargestFile = 1 << 20;

    private readonly string _file;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Reads what earlier builds kept.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="name">What kind of thing it is: the file's name.</param>
    public TreeMemory(GitStore store, string name)
    {
        _file = Path.Combine(store.GitDirectory, "containerstate", name);
        try
        {
            if (new FileInfo(_file) is { Exists: true, Length: < LargestFile })
            {
                foreach (var parts in File.ReadLines(_file).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2 && CommitId.IsWhole(parts[0])))
                {
                    _known[parts[0]] = parts[1];
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Then each is looked through again.
        }
    }

    /// <summary>What was kept of a tree; null when nothing was.</summary>
    public string? Find(string tree) => _known.GetValueOrDefault(tree);

    /// <summary>Keeps something of a tree: one line.</summary>
    public void Keep(string tree, string found) => Keep(new Dictionary<string, string>(StringComparer.Ordinal) { [tree] = found });

    /// <summary>Keeps something of several trees: one line for each.</summary>
    public void Keep(IReadOnlyDictionary<string, string> found)
    {
        if (found.Count == 0)
        {
            return;
        }
        if (_known.Count + found.Count > MostRemembered)
        {
            // Of trees that are gone by now, most of them.
            _known.Clear();
        }
        foreach (var (tree, text) in found.Take(MostRemembered))
        {
            _known[tree] = text;
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            WholeFile.Write(_file, string.Concat(_known.Select(one => $"{one.Key} {one.Value}\n")), lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A repository that one may only read.
        }
    }
}
