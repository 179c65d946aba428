using ContainerState.Imports;
using ContainerState.Imports.Packages;

namespace ContainerState.Reports.Inventories;

/// <summary>A dependency in an inventory.</summary>
/// <param name="Dependency">The dependency.</param>
/// <param name="Use">What the server has it for: one of <see cref="DependencyUse"/>.</param>
/// <param name="Packages">What is in it, by name.</param>
public sealed record InventoryDependency(StateDependency Dependency, string Use, IReadOnlyList<StatePackage> Packages)
{
    /// <summary>The dependency's name.</summary>
    public override string ToString() => Dependency.Name;

    // A Git repository is one package by itself; an import is a folder of them.
    internal StatePackage? Itself => Packages.FirstOrDefault(package => package.Name == Dependency.Name && package.Version == Dependency.Commit);

    internal IEnumerable<StatePackage> Inner => Packages.Where(package => package != Itself);
}
