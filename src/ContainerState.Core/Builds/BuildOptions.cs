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

    /// <summary>Components whose build steps run even when their outputs are known.</summary>
    public IReadOnlyList<string> Rebuild { get; init; } = [];

    /// <summary>True to run every build step, whatever is known.</summary>
    public bool NoCache { get; init; }

    /// <summary>How many build steps run at once; one for each processor when null.</summary>
    public int? Parallel { get; init; }

    /// <summary>Is told each line that a build step says; may be null. Called from several threads.</summary>
    public Action<BuildOutputLine>? Output { get; init; }

    /// <summary>For how long a step may say nothing before the user is told.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>What may differ from one build to another.</summary>
    internal StepSurroundings Surroundings { get; init; } = StepSurroundings.Usual;
}
