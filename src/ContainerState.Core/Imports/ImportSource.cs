using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A dependency that is one commit on a branch of the state repository itself, and a submodule with the URL <c>./</c>.</summary>
/// <remarks>For what has no upstream Git repository. One subclass for each <see cref="ImportKind"/>.</remarks>
/// <param name="twice">True to import it a second time, and refuse it when something else comes then.</param>
internal abstract class ImportSource(bool twice = false) : IDependencySource
{
    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <inheritdoc/>
    public abstract string DefaultName { get; }

    /// <inheritdoc/>
    public abstract string DefaultTo { get; }

    /// <inheritdoc/>
    public abstract void Check();

    /// <summary>Writes the files.</summary>
    /// <param name="files">Takes the files.</param>
    /// <param name="tree">Takes a tar stream, where there is one.</param>
    /// <param name="host">The host, which keeps what was fetched for the next import.</param>
    /// <param name="scratch">A folder that is removed afterwards.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What came.</returns>
    public abstract Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel);

    /// <inheritdoc/>
    public async Task<BroughtDependency> BringAsync(ImportPlace into, string name, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var (commit, record) = await ImportCommit.WriteAsync(into, this, progress, cancel);
        if (twice)
        {
            await SecondImport.RequireSameAsync(into, this, commit, progress, cancel);
        }
        var store = into.Store;
        var branch = "refs/heads/" + StateNames.DependencyPath(name);
        var before = store.ReadReference(branch);
        if (before is not null && before != commit)
        {
            // Older commits of the server pin it: a branch keeps it here, and takes it along to every clone.
            store.WriteReference($"{branch}.{CommitId.Short(before)}", before);
        }
        store.WriteReference(branch, commit);
        var path = StateNames.DependencyPath(name);
        // A clone has the objects with the branch; update = none keeps git from checking out a whole root filesystem.
        var modules = await GitModulesEditor.AddAsync(
            store, into.Work, name, path, "./", [("branch", StateNames.DependencyPath(name)), ("update", "none"), ("shallow", "true")], onto: null, cancel);
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
