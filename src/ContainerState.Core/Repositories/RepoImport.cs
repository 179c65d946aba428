using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Clones a state repository and fetches what it pins.</summary>
internal static class RepoImport
{
    private const int FetchesAtOnce = 8;

    public static async Task<StateRepo> RunAsync(string url, string path, string? reference, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (Directory.Exists(url))
        {
            url = Path.GetFullPath(url);
        }
        _ = GitUrl.Require(url);
        if (reference is not null && (reference.StartsWith('-') || reference.Any(char.IsControl)))
        {
            throw new InvalidNameException("reference", reference, "the name of a branch or tag");
        }
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw RepositoryFaults.Exists(path);
        }
        var made = !Directory.Exists(path);
        // Cloned beside its place and renamed, so that a killed clone never looks like a repository.
        var parent = Path.GetDirectoryName(path) ?? "/";
        Directory.CreateDirectory(parent);
        var scratch = Path.Combine(parent, $".{Path.GetFileName(path)}.importing");
        using var held = await Platform.FileLock.TakeAsync(scratch + ".lock", path, TimeSpan.FromSeconds(1), cancel);
        try
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
            progress?.Report(new StepProgress("Clone", url));
            string[] branch = reference is null ? [] : ["--branch", reference];
            var cloned = await GitProgram.TryRunAsync(
                null,
                ["clone", "--quiet", "--no-local", "--no-recurse-submodules", .. branch, "--", url, scratch],
                diesWithUs: true,
                cancel: cancel);
            if (cloned.ExitCode != 0)
            {
                throw cloned.Error.Contains("Remote branch", StringComparison.Ordinal)
                    ? new ReferenceNotFoundException(url, reference ?? "HEAD")
                    : RemoteFaults.Failed(url, GitProgram.LastLine(cloned));
            }
            if (await GitProgram.ReadSettingAsync(scratch, "extensions.objectFormat", cancel) is not (null or "sha1"))
            {
                throw RemoteFaults.OfSha256(url);
            }
            using (var store = GitStore.Open(scratch))
            {
                await FetchPinnedAsync(store, store.Head ?? throw new NotARepositoryException(url, "it has no commit yet"), url, path, progress, cancel);
            }
            if (!made)
            {
                Directory.Delete(path);
            }
            Directory.Move(scratch, path);
            return StateRepo.Open(path);
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
            File.Delete(scratch + ".lock");
        }
    }

    /// <summary>Fetches every commit that a commit pins and that is not here.</summary>
    /// <param name="store">The repository that has the commit.</param>
    /// <param name="pinning">The commit.</param>
    /// <param name="url">Where the repository is from.</param>
    /// <param name="finalPath">Where its work tree is, or will be.</param>
    /// <param name="progress">Is told what is being fetched.</param>
    /// <param name="cancel">Stops it.</param>
    internal static async Task FetchPinnedAsync(GitStore store, string pinning, string url, string finalPath, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var content = CommitContent.Read(store, pinning);
        var modules = await content.SubmodulesAsync(cancel);
        var work = new List<(string Name, Func<Task> Fetch)>();
        foreach (var (gitlink, commit) in content.Gitlinks())
        {
            var entry = modules.FirstOrDefault(module => module.Path == gitlink)
                ?? throw new IncompleteRepositoryException(url, [$"{gitlink} is pinned, but .gitmodules does not say where it comes from"]);
            if (SourceFinder.Locate(store, gitlink, entry.Name, commit) is not { } place)
            {
                var target = SourceFinder.ModuleStore(store, entry.Name);
                work.Add((gitlink, () => FetchSubmoduleAsync(target, SubmoduleUrl.Resolve(url, entry.Url), commit, cancel)));
            }
            else if (await LacksNestedAsync(place, commit, cancel))
            {
                work.Add((gitlink, () => FetchNestedAsync(place, SubmoduleUrl.Resolve(url, entry.Url), commit, cancel)));
            }
        }
        await KeepImportsAsync(store, content, modules, cancel);
        var made = new List<string>();
        foreach (var pin in content.Siblings())
        {
            var folder = Path.Combine(Path.GetDirectoryName(finalPath)!, pin.Name);
            if (!Directory.Exists(folder))
            {
                made.Add(folder);
            }
            work.Add((pin.Name, () => FetchSiblingAsync(folder, url, pin, cancel)));
        }
        var done = 0;
        using var gate = new SemaphoreSlim(FetchesAtOnce);
        try
        {
            await Task.WhenAll(work.Select(async item =>
            {
                await gate.WaitAsync(cancel);
                try
                {
                    progress?.Report(new StepProgress("Fetch", item.Name, (double)Volatile.Read(ref done) / work.Count));
                    await item.Fetch();
                    Interlocked.Increment(ref done);
                }
                finally
                {
                    gate.Release();
                }
            }));
        }
        catch
        {
            // The others have ended too by now. What stands beside the clone was made for it alone.
            foreach (var folder in made.Where(Directory.Exists))
            {
                Directory.Delete(folder, recursive: true);
            }
            throw;
        }
    }

    // The clone has them on branches of the remote's; on branches of its own, a push to yet another place carries them too.
    private static async Task KeepImportsAsync(GitStore store, CommitContent content, IReadOnlyList<SubmoduleEntry> modules, CancellationToken cancel)
    {
        foreach (var (gitlink, commit) in content.Gitlinks())
        {
            if (gitlink[StateNames.DependencyFolder.Length..] is var name && StateNames.IsPartName(name) && store.HasCommit(commit) && modules.Any(module => module.Path == gitlink && module.Url == "./"))
            {
                await ImportBranch.KeepAsync(store, name, commit, cancel);
            }
        }
    }

    private static async Task<bool> LacksNestedAsync(string place, string commit, CancellationToken cancel)
    {
        var lacks = false;
        using var store = GitStore.Open(place);
        await NestedSubmodules.VisitAsync(store, store.TreeOf(commit), commit, (_, _) =>
        {
            lacks = true;
            return Task.FromResult<string?>(null);
        }, cancel: cancel);
        return lacks;
    }

    /// <summary>Fetches a commit into a submodule's store, and its own submodules into stores below that.</summary>
    internal static async Task FetchSubmoduleAsync(string target, string url, string commit, CancellationToken cancel, int depth = 0)
    {
        if (depth > NestedSubmodules.Deepest)
        {
            throw new UnsafeTreeException(url, commit, "the submodule contains itself, or submodules are nested too deep");
        }
        await RemoteCommit.FetchAsync(target, url, commit, null, full: false, cancel);
        await FetchNestedAsync(target, url, commit, cancel, depth);
    }

    /// <summary>Fetches the submodules of a commit that is here.</summary>
    internal static async Task FetchNestedAsync(string target, string url, string commit, CancellationToken cancel, int depth = 0)
    {
        using var store = GitStore.Open(target);
        // Only one level is walked here: each fetch below walks the next.
        await NestedSubmodules.VisitAsync(store, store.TreeOf(commit), commit, async (nested, entry) =>
        {
            await FetchSubmoduleAsync(SourceFinder.ModuleStore(store, entry.Name), SubmoduleUrl.Resolve(url, entry.Url), nested.Commit, cancel, depth + 1);
            return null;
        }, cancel: cancel);
    }

    private static async Task FetchSiblingAsync(string folder, string url, SiblingPin pin, CancellationToken cancel)
    {
        if (Directory.Exists(folder) && !Path.Exists(Path.Combine(folder, ".git")) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw RepositoryFaults.Exists(folder);
        }
        if (!Path.Exists(Path.Combine(folder, ".git")))
        {
            await GitProgram.TextAsync(null, ["init", "--quiet", "--", folder], cancel);
            await GitProgram.WriteOriginAsync(folder, pin.Url, cancel);
        }
        using var store = GitStore.Open(folder);
        if (!store.HasCommit(pin.Commit))
        {
            await FetchSubmoduleAsync(store.GitDirectory, SubmoduleUrl.Resolve(url, pin.Url), pin.Commit, cancel);
        }
    }
}
