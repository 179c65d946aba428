using ContainerState.Builds;

namespace ContainerState.Caches;

/// <summary>A step of the commit whose result is here, or was just fetched.</summary>
/// <param name="Step">The step.</param>
/// <param name="Commit">The result's commit.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="IsNew">True when it was fetched and nothing points to it yet.</param>
internal sealed record TakenResult(BuildStep Step, string Commit, string Tree, bool IsNew);
