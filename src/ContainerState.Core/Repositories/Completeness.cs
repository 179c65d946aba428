using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>Says what a commit lacks to be built with no network.</summary>
internal static class Completeness
{
    /// <summary>One sentence for each thing that is missing.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="objectsToo">True to read every object, and compare it with its id.</param>
    /// <param name="cleanToo">True to count uncommitted changes too.</param>
    public static async Task<IReadOnlyList<string>> FindMissingAsync(GitStore store, string commit, bool cleanToo, bool objectsToo = false)
    {
        var missing = new List<string>();
        if (cleanToo && store.WorkTree is not null && await store.HasUncommittedChangesAsync())
        {
            missing.Add("the work tree has changes that are not committed");
        }
        CommitContent content;
        try
        {
            content = CommitContent.Read(store, commit);
        }
        catch (ContainerStateException fault) when (fault is StateFileException or NotARepositoryException or ObjectDamagedException)
        {
            missing.Add(fault.Problem.TrimEnd('.'));
            return missing;
        }
        var finder = new SourceFinder(store, content);
        foreach (var (path, pinned) in content.Gitlinks())
        {
            await CollectAsync(async () =>
            {
                var place = await finder.LocateGitlinkAsync(path, pinned);
                using var dependency = GitStore.Open(place);
                await NestedSubmodules.VisitAsync(dependency, dependency.TreeOf(pinned), pinned, (nested, entry) =>
                {
                    missing.Add($"the commit {CommitId.Short(nested.Commit)} that {path}/{nested.Path} is pinned to is not here");
                    return Task.FromResult<string?>(null);
                });
            });
        }
        foreach (var pin in content.Siblings())
        {
            await CollectAsync(() =>
            {
                finder.LocateSibling(pin);
                return Task.CompletedTask;
            });
        }
        var large = LargeFiles.Of(store, content);
        var check = objectsToo ? new ObjectCheck() : null;
        // Many components have one toolchain.
        var looked = new HashSet<SourceTree>();
        foreach (var component in content.Components)
        {
            await CollectAsync(async () => await LookAsync(
                await finder.FindAsync(component, component.Source), KeepPatterns.OfSource(component)));
            if (component.Toolchain is { } toolchain)
            {
                await CollectAsync(async () => await LookAsync(
                    await finder.FindAsync(component, toolchain, "toolchain"), keep: null));
            }
        }
        if (check is not null)
        {
            check.Add(store.GitDirectory, content.Tree, "");
            missing.AddRange(await check.FindAsync(CancellationToken.None));
        }
        return [.. missing.Distinct(StringComparer.Ordinal)];

        async Task LookAsync(SourceTree source, KeepPatterns? keep)
        {
            if (keep is not null || looked.Add(source))
            {
                missing.AddRange(LargeFiles.Sentences(await SourceFlattener.CheckAsync(store, source, "", keep, large, check, CancellationToken.None)));
            }
        }

        async Task CollectAsync(Func<Task> look)
        {
            try
            {
                await look();
            }
            catch (IncompleteRepositoryException fault)
            {
                missing.AddRange(fault.Missing);
            }
            catch (ContainerStateException fault)
            {
                missing.Add(fault.Problem.TrimEnd('.'));
            }
        }
    }
}
