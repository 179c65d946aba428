using ContainerState.Errors;

namespace ContainerState.Imports.Updates;

/// <summary>How one dependency is updated: first a look at what there is, which changes nothing, and then what it takes to pin that.</summary>
/// <param name="pinned">The dependency as it is pinned.</param>
/// <param name="place">Where the update works.</param>
internal abstract class PinUpdate(PinnedDependency pinned, UpdatePlace place) : IDisposable
{
    /// <summary>The dependency as it is pinned.</summary>
    protected PinnedDependency Pinned => pinned;

    /// <summary>Where the update works.</summary>
    protected UpdatePlace Place => place;

    /// <summary>That of a dependency.</summary>
    /// <exception cref="IncompleteRepositoryException">The repository does not say enough of it.</exception>
    public static PinUpdate Of(PinnedDependency pinned, UpdatePlace place)
    {
        if (pinned.IsImport)
        {
            return new ImportUpdate(pinned, place);
        }
        if (pinned is { Sibling: null, Entry: null })
        {
            throw new IncompleteRepositoryException(place.Repository.Path, [$"{pinned.Dependency.Path} is pinned, but .gitmodules does not say where it comes from"], "Add it again, or write its entry.");
        }
        return pinned is { Entry.Url: "./", Place: null }
            ? throw new IncompleteRepositoryException(place.Repository.Path, [$"the commit {Git.CommitId.Short(pinned.Dependency.Commit)} that {pinned.Dependency.Path} is pinned to is not here"])
            : new GitUpdate(pinned, place);
    }

    /// <summary>Says how it stands.</summary>
    public abstract Task<DependencyUpdate> LookAsync(CancellationToken cancel);

    /// <summary>Brings what the look found.</summary>
    /// <param name="into">Where it goes; the caller holds the repository's lock.</param>
    /// <param name="seen">What the look found.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What is different now, and what the next commit pins; null for that when nothing differs after all.</returns>
    public abstract Task<(DependencyUpdate Update, BroughtDependency? Brought)> BringAsync(ImportPlace into, DependencyUpdate seen, CancellationToken cancel);

    /// <summary>Removes what the look left for the bringing.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The dependency as it stays.</summary>
    /// <param name="state">How it stands.</param>
    /// <param name="between">Why, for people.</param>
    protected DependencyUpdate Row(string state, string between = "") => new()
    {
        Repository = place.Repository,
        Name = pinned.Name,
        Kind = pinned.Dependency.Kind,
        State = state,
        Path = pinned.Dependency.Path,
        OldCommit = pinned.Dependency.Commit,
        NewCommit = pinned.Dependency.Commit,
        Between = between,
    };
}
