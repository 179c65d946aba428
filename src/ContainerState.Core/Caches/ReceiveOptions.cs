namespace ContainerState.Caches;

/// <summary>Which results to take, and whether to believe them.</summary>
public sealed record ReceiveOptions
{
    /// <summary>A name of a remote, a URL or an absolute path.</summary>
    public string Remote { get; init; } = StateCache.DefaultRemote;

    /// <summary>The branch, tag or commit whose results are wanted; HEAD when null.</summary>
    public string? Reference { get; init; }

    /// <summary>True for all that the remote has, for commits to come.</summary>
    public bool All { get; init; }

    /// <summary>True to build results again, in containers, and compare.</summary>
    public bool Verify { get; init; }

    /// <summary>How many are built again, chosen by chance; all of the commit's when null.</summary>
    public int? Sample { get; init; }
}
