namespace ContainerState.Imports;

/// <summary>A Git repository. Its component puts it at <c>/srv/NAME</c> unless <see cref="DependencyRequest.To"/> says otherwise.</summary>
/// <param name="Url">Its URL, or an absolute path.</param>
public sealed record GitDependencyRequest(string Url) : DependencyRequest
{
    /// <summary>A branch, tag or commit; the remote's HEAD when null.</summary>
    public string? Ref { get; init; }

    /// <summary>True for a checkout next to the state repository in place of a submodule.</summary>
    public bool SideBySide { get; init; }

    /// <summary>True for its whole history; else only the one commit is fetched.</summary>
    public bool FullHistory { get; init; }
}
