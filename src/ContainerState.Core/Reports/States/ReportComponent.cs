namespace ContainerState.Reports.States;

/// <summary>A component: what it is made from, what it needs, and how much of the image it gives.</summary>
public sealed record ReportComponent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The path in the repository that its files are from.</summary>
    public required string Source { get; init; }

    /// <summary>The dependency that the path leads through, by name; empty for the repository's own files.</summary>
    public string Dependency { get; init; } = "";

    /// <summary>True when a build step makes its files.</summary>
    public bool Built { get; init; }

    /// <summary>The path of the root filesystem that the step runs in; empty without a step.</summary>
    public string Toolchain { get; init; } = "";

    /// <summary>The dependency that this path leads through, by name; empty for the repository's own files.</summary>
    public string ToolchainDependency { get; init; } = "";

    /// <summary>The components that the step sees.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Where it lands on the server.</summary>
    public string To { get; init; } = "";

    /// <summary>False when it is there for other components, and puts nothing on the server.</summary>
    public bool Placed { get; init; } = true;

    /// <summary>How many files and links of the image it gives; null when that is not known.</summary>
    public long? Files { get; init; }

    /// <summary>The size of those that it gives alone, in bytes; null when that is not known.</summary>
    public long? OwnBytes { get; init; }

    /// <summary>The size of those that others give as well, in bytes; null when that is not known.</summary>
    public long? SharedBytes { get; init; }
}
