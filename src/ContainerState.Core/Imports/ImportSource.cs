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

    /// <summary>Says what would be another, were the same request made now. Nothing is imported for it.</summary>
    /// <param name="pinned">What was imported.</param>
    /// <param name="lists">The lists of Debian's packages.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The changes; none when it would be the same.</returns>
    public abstract Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel);

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
        var path = StateNames.DependencyPath(name);
        // A clone has the objects with the branch; update = none keeps git from checking out a whole root filesystem.
        return new BroughtDependency([StateChange.Pin(path, commit)], () => { })
        {
            Modules = ModuleEdit.Adding(name, path, "./", ("branch", path), ("update", "none"), ("shallow", "true")),
            References = await ImportBranch.JoinAsync(into.Store, name, commit, cancel),
            Record = record,
            Warnings = record.Warnings,
        };
    }
}
