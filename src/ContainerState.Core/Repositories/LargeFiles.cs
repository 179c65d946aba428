using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>The content of Git LFS files that a commit pins, by SHA-256: one commit of the repository itself for each dependency that has some.</summary>
internal sealed class LargeFiles
{
    /// <summary>How the names of the dependencies end that hold the content of another's files.</summary>
    public const string Suffix = ".lfs";

    /// <summary>The folder in such a commit: a file for each content, named by its SHA-256.</summary>
    public const string Folder = "sha256";

    private const int MostNamed = 10;
    private readonly Dictionary<string, string> _blobs = new(StringComparer.Ordinal);

    /// <summary>What a commit pins.</summary>
    public static LargeFiles Of(GitStore store, CommitContent content)
    {
        var result = new LargeFiles();
        foreach (var (path, commit) in content.Gitlinks())
        {
            if (path.EndsWith(Suffix, StringComparison.Ordinal))
            {
                foreach (var item in Items(store, commit, path))
                {
                    result._blobs[item.Name] = item.Id;
                }
            }
        }
        return result;
    }

    /// <summary>The SHA-256 of each content that a commit of such a dependency has; none when it is not here.</summary>
    public static IReadOnlySet<string> Of(GitStore store, string commit) => Items(store, commit, commit).Select(item => item.Name).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<TreeItem> Items(GitStore store, string commit, string title) =>
        store.HasCommit(commit) && store.Find(store.TreeOf(commit), Folder) is { Kind: TreeItemKind.Tree } folder
            ? store.Entries(folder.Id, title).Where(item => item.Kind is TreeItemKind.File)
            : [];

    /// <summary>The blob with a content; null when it is not here.</summary>
    public string? Find(GitStore store, string sha256, long size) =>
        _blobs.TryGetValue(sha256, out var blob) && store.BlobSize(blob) == size ? blob : null;

    /// <summary>The error that names files whose content is not here.</summary>
    /// <param name="repository">The state repository's path.</param>
    /// <param name="files">The files.</param>
    /// <param name="whatToDo">The remedy; that for a commit when null.</param>
    public static IncompleteRepositoryException Missing(string repository, IReadOnlyList<LargeFile> files, string? whatToDo = null) =>
        new(repository, Sentences(files), whatToDo
            ?? "Install git-lfs, remove the dependency, and add it again (containerstate dependency add), which brings the content; or leave the files out with keep:. Files of your own must be in Git itself: git lfs untrack, then add them again.");

    /// <summary>A sentence for each of the files, up to ten.</summary>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<LargeFile> files) =>
        [.. files.Take(MostNamed).Select(file => file.ToString()), .. files.Count > MostNamed ? (string[])[$"{files.Count - MostNamed} more files are pointers of Git LFS too"] : []];
}
