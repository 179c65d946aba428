namespace ContainerState.Definitions;

/// <summary>What a component's file says.</summary>
/// <param name="Name">Its name: the file's, without <c>.yaml</c>.</param>
internal sealed record ComponentDefinition(string Name)
{
    /// <summary>Where its files are: a path in the repository, which may lead into a dependency.</summary>
    public required string Source { get; init; }

    /// <summary>How it is built; null for files that are placed as they are.</summary>
    public string? Build { get; init; }

    /// <summary>The root filesystem that the build runs in: a path in the repository; null without a build.</summary>
    public string? Toolchain { get; init; }

    /// <summary>Components that are laid over the toolchain: the output of those with a build, the others as they land on the server.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>What the build may use.</summary>
    public BuildLimits Limits { get; init; } = new();

    /// <summary>Which files may be set-user-id or set-group-id, or have a capability by their metadata, as globs; none when empty.</summary>
    public IReadOnlyList<string> SetUserId { get; init; } = [];

    /// <summary>Where the output lands on the server: an absolute path.</summary>
    public string To { get; init; } = "/";

    /// <summary>Which files are kept, as globs relative to the source; all when empty.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Programs on the server, as globs, whose libraries are taken out of the toolchain, or out of the source where there is no build.</summary>
    public IReadOnlyList<string> LibrariesOf { get; init; } = [];

    /// <summary>False when nothing of it lands on the server, since its file says <c>keep: []</c>: others need it.</summary>
    public bool IsPlaced { get; init; } = true;

    /// <summary>Components whose files this one may replace.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The file's path in the repository.</summary>
    public string File => $"{ComponentFile.Folder}/{Name}.yaml";

    /// <summary>The line of <see cref="Source"/> in the file, from 1; 0 when there is no file.</summary>
    public int SourceLine { get; init; }

    /// <summary>The line of <see cref="Toolchain"/> in the file, from 1; 0 when it has none.</summary>
    public int ToolchainLine { get; init; }
}
