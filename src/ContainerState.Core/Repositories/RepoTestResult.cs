using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Whether a commit of a repository is complete.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Commit">The commit that was looked at.</param>
/// <param name="Complete">True when a clone of it builds the server with no network.</param>
/// <param name="Missing">One sentence for each thing that is missing.</param>
public sealed record RepoTestResult(StateRepo Repository, string Commit, bool Complete, IReadOnlyList<string> Missing)
{
    /// <summary>One sentence for each thing that is missing.</summary>
    public IReadOnlyList<string> Missing { get; init => field = new TextList<string>(value); } = new TextList<string>(Missing);

    /// <summary>The repository, and whether it is complete.</summary>
    public override string ToString() => $"{Repository}: {(Complete ? "complete" : "not complete")}";
}
