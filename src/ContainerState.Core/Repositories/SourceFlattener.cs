using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Makes one tree in the state repository's own objects of a source that may be elsewhere and hold submodules and Git LFS files.</summary>
internal sealed class SourceFlattener
{
    private const string Attributes = ".gitattributes";

    private readonly GitStore _store;
    private readonly KeepPatterns? _keep;
    private readonly LargeFiles? _large;
    private readonly bool _writes;
    private readonly List<LargeFile> _missing = [];
    private readonly ObjectCheck? _check;

    private SourceFlattener(GitStore store, KeepPatterns? keep, LargeFiles? large, bool writes, ObjectCheck? check = null)
    {
        _store = store;
        _keep = keep;
        _large = large;
        _writes = writes;
        _check = check;
    }

    /// <summary>
    /// The source's tree with every submodule in it replaced by that submodule's tree, and every pointer of Git LFS by the
    /// content. What no server can have, and <c>keep:</c> leaves out, is left out here.
    /// </summary>
    /// <param name="store">The state repository.</param>
    /// <param name="source">The source.</param>
    /// <param name="keep">What is kept of it; null for all.</param>
    /// <param name="large">The content of Git LFS files.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">It holds what no server can have.</exception>
    /// <exception cref="IncompleteRepositoryException">A commit that it pins, or the content of a file, is not here.</exception>
    public static async Task<string> FlattenAsync(GitStore store, SourceTree source, KeepPatterns? keep, LargeFiles large, CancellationToken cancel)
    {
        var flattener = new SourceFlattener(store, keep, large, writes: true);
        var tree = await flattener.RunAsync(source, "", cancel);
        return flattener._missing.Count == 0 ? tree : throw LargeFiles.Missing(store.WorkTree ?? store.GitDirectory, flattener._missing);
    }

    /// <summary>Looks at all that <see cref="FlattenAsync"/> would, and writes nothing.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="source">The source.</param>
    /// <param name="commit">The commit that it is of, where that is known.</param>
    /// <param name="keep">What is kept of it; null for all.</param>
    /// <param name="large">The content of Git LFS files; null for none.</param>
    /// <param name="check">Is given every tree that is looked at.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The Git LFS files whose content is not here.</returns>
    /// <exception cref="UnsafeTreeException">It holds what no server can have.</exception>
    /// <exception cref="IncompleteRepositoryException">A commit that it pins is not here.</exception>
    public static async Task<IReadOnlyList<LargeFile>> CheckAsync(
        GitStore store, SourceTree source, string commit, KeepPatterns? keep, LargeFiles? large, ObjectCheck? check, CancellationToken cancel)
    {
        var flattener = new SourceFlattener(store, keep, large, writes: false, check);
        await flattener.RunAsync(source, commit, cancel);
        return flattener._missing;
    }

    private Task<string> RunAsync(SourceTree source, string commit, CancellationToken cancel) =>
        MakeAsync(source with { Dependency = source.Dependency.Length > 0 ? source.Dependency + "/" : "" }, "", commit, [], cancel);

    // The source's dependency, with a slash at the end, is where it is for people. What is kept is asked of the path from the
    // component's source on, which begins with 'at'.
    private async Task<string> MakeAsync(SourceTree source, string at, string commit, IReadOnlyList<string> chain, CancellationToken cancel)
    {
        await BringAsync(source.GitDirectory, source.Tree, cancel);
        _check?.Add(source.GitDirectory, source.Tree, (source.Dependency + source.Prefix).TrimEnd('/'));
        using var owner = GitStore.Open(source.GitDirectory);
        // What it is, for people: at an import it may lie in a scratch folder.
        var title = source.Dependency.Length > 0 ? source.Dependency.TrimEnd('/') : owner.WorkTree ?? source.GitDirectory;
        IReadOnlyList<SubmoduleEntry>? modules = null;
        // Trees in which nothing is replaced, with how deep they are and how many entries they come to. A tree of a few kilobytes
        // can name itself, by way of others, a thousand million times: that is seen here, from each tree once.
        var plain = new Dictionary<(string, bool), (int Height, long Entries)>();
        var looked = 0;
        var isLarge = IsLargeAbove();
        var made = await ReplaceAsync(source.Tree, source.Prefix, at, 0, isLarge);
        // What keep: chooses from may go further than what it takes.
        if (_writes && made.Plain && _keep is null)
        {
            _ = _store.Survey.Of(source.Tree, title);
        }
        return made.Id;

        async Task<(string Id, int Height, long Entries, bool Plain)> ReplaceAsync(string id, string path, string kept, int depth, bool large)
        {
            if (depth + plain.GetValueOrDefault((id, large)).Height > TreeLimits.Deepest)
            {
                throw new UnsafeTreeException(title, path, $"it is nested more than {TreeLimits.Deepest} folders deep");
            }
            if (plain.TryGetValue((id, large), out var known))
            {
                return (id, known.Height, known.Entries, true);
            }
            // Nobody has changed it since it was looked through.
            if (_writes && !large && _store.Survey.Find(id) is { HasGitlinks: false, HasAttributes: false } facts)
            {
                plain[(id, large)] = (facts.Depth + 1, facts.Entries);
                return await ReplaceAsync(id, path, kept, depth, large);
            }
            if (++looked > TreeLimits.MostEntries)
            {
                throw new UnsafeTreeException(title, path, $"it holds more than {TreeLimits.MostEntries} entries");
            }
            var result = new List<TreeItem>();
            var height = 0;
            var entries = 0L;
            var isPlain = true;
            var isChanged = false;
            var where = path.Length == 0 ? title : source.Dependency + path;
            var items = owner.AllEntries(id, where);
            var names = new HashSet<string>(items.Count, StringComparer.Ordinal);
            var inside = large || items.Any(item => item.Name == Attributes && item.Kind == TreeItemKind.File && IsAskedFor(item.Id));
            foreach (var item in items)
            {
                var below = Join(path, item.Name);
                var keptBelow = Join(kept, item.Name);
                if ((EntryName.Fault(item.Name) ?? (names.Add(item.Name) ? null : "the name comes twice")) is { } fault)
                {
                    RefuseIfKept(where, item.Name, keptBelow, item.Kind, fault);
                    (isPlain, isChanged) = (false, true);
                    continue;
                }
                var (replaced, deep, count, same) = item.Kind switch
                {
                    TreeItemKind.Tree => await ReplaceAsync(item.Id, below, keptBelow, depth + 1, inside),
                    TreeItemKind.Gitlink => (await NestedAsync(below, keptBelow, item.Id), 0, 0, false),
                    TreeItemKind.Symlink => (item.Id, 0, 0, true),
                    _ => LargeOrSame(item.Id, below, keptBelow, inside),
                };
                height = Math.Max(height, deep + 1);
                entries += count + 1;
                // Of what keep: chooses from, only what it takes counts, and is counted where it is laid.
                if (entries > TreeLimits.MostEntries && _keep is null)
                {
                    throw new UnsafeTreeException(title, path, $"it comes to more than {TreeLimits.MostEntries} entries, since trees in it stand in many places");
                }
                isPlain &= same;
                isChanged |= replaced != item.Id;
                if (replaced is not null)
                {
                    result.Add(item.Kind == TreeItemKind.Gitlink ? new TreeItem(item.Name, TreeItemKind.Tree, replaced) : item with { Id = replaced });
                }
            }
            if (isPlain)
            {
                plain[(id, large)] = (height, entries);
            }
            return (isChanged && _writes ? _store.WriteTree(result) : id, height, entries, isPlain);
        }

        (string? Id, int Height, long Entries, bool Plain) LargeOrSame(string blob, string path, string kept, bool large)
        {
            if (!large || owner.BlobSize(blob) >= LargeFile.PointerLimit || LargeFile.ReadPointer(owner.ReadBlob(blob)) is not { } pointer)
            {
                return (blob, 0, 0, true);
            }
            if (_keep?.Keeps(kept) != false)
            {
                if (_large?.Find(_store, pointer.Sha256, pointer.Size) is { } content)
                {
                    return (content, 0, 0, false);
                }
                _missing.Add(new LargeFile(source.Dependency + path, pointer.Sha256, pointer.Size, source.GitDirectory, commit));
            }
            return (blob, 0, 0, false);
        }

        async Task<string?> NestedAsync(string path, string kept, string pinned)
        {
            if (chain.Contains(pinned) || chain.Count > NestedSubmodules.Deepest)
            {
                throw new UnsafeTreeException(title, path, "the submodule contains itself, or submodules are nested too deep");
            }
            modules ??= await GitModules.ReadAsync(owner, source.RootTree, cancel);
            var entry = modules.FirstOrDefault(entry => entry.Path == path);
            if (SourceFinder.Locate(owner, path, entry?.Name, pinned) is not { } place)
            {
                if (_keep?.MayKeepBelow(kept) == false)
                {
                    return null;
                }
                throw entry is not null
                    ? new IncompleteRepositoryException(title, [$"the commit {CommitId.Short(pinned)} that {source.Dependency}{path} is pinned to is not here"])
                    : new UnsafeTreeException(
                        title, path,
                        "it is a submodule that .gitmodules does not name, so nobody can tell where its files come from",
                        "Leave it out with keep: in the component (--keep), or have it named in .gitmodules there.");
            }
            using var nested = GitStore.Open(place);
            var root = nested.TreeOf(pinned);
            return await MakeAsync(new SourceTree(place, root, root, "", $"{source.Dependency}{path}/"), kept, pinned, [.. chain, pinned], cancel);
        }

        bool IsAskedFor(string blob) => owner.BlobSize(blob) <= 1 << 20 && LargeFile.IsAskedFor(System.Text.Encoding.UTF8.GetString(owner.ReadBlob(blob)));

        // The source may be a folder in what the attributes are said of.
        bool IsLargeAbove()
        {
            var folder = "";
            foreach (var part in source.Prefix.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (owner.Find(source.RootTree, Join(folder, Attributes)) is { Kind: TreeItemKind.File } item && IsAskedFor(item.Id))
                {
                    return true;
                }
                folder = Join(folder, part);
            }
            return false;
        }
    }

    private void RefuseIfKept(string where, string name, string kept, TreeItemKind kind, string fault)
    {
        if (_keep is null)
        {
            throw new UnsafeTreeException(where, name, fault);
        }
        if (kind is TreeItemKind.Tree or TreeItemKind.Gitlink ? _keep.MayKeepBelow(kept) : _keep.Keeps(kept))
        {
            throw new UnsafeTreeException(where, name, fault + ", and keep: takes it in", "Name in keep: the files or folders that are wanted, so that it is not among them.");
        }
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private async Task BringAsync(string gitDirectory, string tree, CancellationToken cancel)
    {
        // A tree comes in one pack with all that it holds, so a tree that is here is here whole.
        if (_writes && gitDirectory != _store.GitDirectory && !_store.HasTree(tree))
        {
            using var scratch = WorkFolder.Create(StateCommitter.WorkOf(_store));
            await PackFiles.CopyTreesAsync(gitDirectory, _store.GitDirectory, [tree], scratch.Path, cancel);
        }
    }
}
