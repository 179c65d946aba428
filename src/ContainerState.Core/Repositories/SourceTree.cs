namespace ContainerState.Repositories;

/// <summary>Where a component's source was found.</summary>
/// <param name="GitDirectory">The Git directory of the repository that has its objects.</param>
/// <param name="Tree">The tree's id.</param>
/// <param name="RootTree">The tree of the commit it is in, whose .gitmodules names nested submodules.</param>
/// <param name="Prefix">Its path in that commit; empty for the whole.</param>
/// <param name="Dependency">The path of the dependency that it is in; empty for the state repository itself.</param>
internal sealed record SourceTree(string GitDirectory, string Tree, string RootTree, string Prefix, string Dependency);
