using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Packages;
using ContainerState.Repositories;

namespace ContainerState.Reports.Inventories;

/// <summary>Takes the inventory of commits. Only Git objects are read: no network is needed, and no image.</summary>
public static class StateInventories
{
    /// <summary>Takes it.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IncompleteRepositoryException">The commit of a dependency is not here, so that nobody knows what is in it.</exception>
    /// <exception cref="StateFileException">A file of the commit has a mistake.</exception>
    public static async Task<StateInventory> ReadAsync(StateRepo repository, string? reference = null, CancellationToken cancel = default)
    {
        using var store = repository.OpenStore();
        var content = CommitContent.Read(store, repository.CommitOf(store, reference));
        var all = await PinnedDependency.ReadAsync(repository, store, content);
        StatePackages.RequireAll(repository, all);
        var finder = new SourceFinder(store, content);
        var sources = content.Components.Select(component => finder.PinOn(component.Source)?.Path).ToHashSet(StringComparer.Ordinal);
        var toolchains = content.Components.Select(component => component.Toolchain is { } toolchain ? finder.PinOn(toolchain)?.Path : null).ToHashSet(StringComparer.Ordinal);
        var found = new List<InventoryDependency>();
        foreach (var pinned in all)
        {
            // The content of Git LFS files has the place of the dependency whose they are.
            var name = pinned.Dependency.Kind == DependencyKind.LargeFiles && pinned.Name.EndsWith(LargeFiles.Suffix, StringComparison.Ordinal)
                ? pinned.Name[..^LargeFiles.Suffix.Length] : pinned.Name;
            var path = StateNames.DependencyPath(name);
            found.Add(new(
                pinned.Dependency,
                sources.Contains(path) ? DependencyUse.Source : toolchains.Contains(path) ? DependencyUse.Toolchain : DependencyUse.None,
                await StatePackages.ReadAsync(pinned, cancel)));
        }
        return new()
        {
            Name = content.Definition.Name,
            Commit = content.Commit,
            CommittedUtc = store.CommittedUtc(content.Commit),
            Dependencies = found,
        };
    }
}
