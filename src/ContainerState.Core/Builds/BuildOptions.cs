namespace ContainerState.Builds;

/// <summary>What to build and how.</summary>
public sealed record BuildOptions
{
    /// <summary>A branch, tag or commit; HEAD when null.</summary>
    public string? Reference { get; init; }

    /// <summary>True to allow an ssh server in the image.</summary>
    public bool AllowSsh { get; init; }

    /// <summary>True to write the image again even when the store has it.</summary>
    public bool Force { get; init; }
}
