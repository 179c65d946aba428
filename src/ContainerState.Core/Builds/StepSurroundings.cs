namespace ContainerState.Builds;

/// <summary>What may differ from one build to another, and must not reach an output.</summary>
/// <param name="HostName">What the container calls itself.</param>
/// <param name="Jobs">The value of JOBS: how many processes a step should run at once.</param>
internal sealed record StepSurroundings(string HostName, int Jobs)
{
    /// <summary>Those of a build that is not there to prove anything.</summary>
    public static StepSurroundings Usual { get; } = new("build", Environment.ProcessorCount);

    /// <summary>True for user ids from the other end of the range.</summary>
    public bool OtherIds { get; init; }

    /// <summary>True for a source whose folders list their names in another order.</summary>
    public bool OtherOrder { get; init; }

    /// <summary>Where the container's layers are kept; the host's own folder when null.</summary>
    public string? Layers { get; init; }
}
