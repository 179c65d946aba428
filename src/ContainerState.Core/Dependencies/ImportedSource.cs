using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>A dependency that is one commit on a branch of the state repository itself, and a submodule with the URL <c>./</c>.</summary>
/// <param name="import">What is imported.</param>
/// <param name="twice">True to import it a second time, and refuse it when something else comes then.</param>
internal sealed class ImportedSource(IImportSource import, bool twice = false) : IDependencySource
{
    /// <inheritdoc/>
    public string Title => import.Title;

    /// <inheritdoc/>
    public string DefaultName => import.DefaultName;

    /// <inheritdoc/>
    public string DefaultTo => import.DefaultTo;

    /// <inheritdoc/>
    public void Check() => import.Check();

    /// <inheritdoc/>
    public async Task<BroughtDependency> BringAsync(GitStore store, WorkFolder work, string name, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var (commit, record) = await ImportCommit.WriteAsync(store, work, import, progress, cancel).ConfigureAwait(false);
        if (twice)
        {
            await SecondImport.RequireSameAsync(store, work, import, commit, progress, cancel).ConfigureAwait(false);
        }
        var branch = "refs/heads/deps/" + name;
        var before = store.ReadReference(branch);
        if (before is not null && before != commit)
        {
            // Older commits of the server pin it: a branch keeps it here, and takes it along to every clone.
            store.WriteReference($"{branch}.{CommitId.Short(before)}", before);
        }
        store.WriteReference(branch, commit);
        var path = "deps/" + name;
        // A clone has the objects with the branch; update = none keeps git from checking out a whole root filesystem.
        var modules = await GitModulesEditor.AddAsync(
            store, work, name, path, "./", [("branch", "deps/" + name), ("update", "none"), ("shallow", "true")], onto: null, cancel).ConfigureAwait(false);
        return new BroughtDependency([modules, StateChange.Pin(path, commit)], () =>
        {
            if (before is not null)
            {
                store.WriteReference(branch, before);
            }
            else
            {
                store.RemoveReference(branch);
            }
        })
        {
            Warnings = record.Warnings,
        };
    }
}
