using ContainerState.Repositories;

namespace ContainerState.Imports.Updates;

/// <summary>What an update came to.</summary>
/// <param name="Repository">The repository as it is now.</param>
/// <param name="Commit">The commit that was made; null when there was nothing to commit.</param>
/// <param name="Updates">Each dependency that was looked at and did not fail, by name.</param>
/// <param name="Failures">Each dependency that failed, by name. It stays as it was, and the others are updated all the same.</param>
public sealed record DependencyUpdateResult(
    StateRepo Repository, string? Commit, IReadOnlyList<DependencyUpdate> Updates, IReadOnlyList<DependencyUpdateFailure> Failures)
{
    /// <summary>Those that were moved.</summary>
    public IEnumerable<DependencyUpdate> Changed => Updates.Where(update => update.State == UpdateState.Updated);

    /// <summary>Those for which there is something newer, or whose history was rewritten.</summary>
    public IEnumerable<DependencyUpdate> Outdated => Updates.Where(update => update.State is UpdateState.Outdated or UpdateState.Rewritten);
}
