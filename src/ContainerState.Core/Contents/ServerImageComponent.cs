namespace ContainerState.Contents;

/// <summary>What of an image is from one component.</summary>
public sealed record ServerImageComponent
{
    /// <summary>The component's name; empty for all that is of no component that is known.</summary>
    public required string Name { get; init; }

    /// <summary>Where its files are from: a path in the repository; empty for what is of no known component.</summary>
    public required string Source { get; init; }

    /// <summary>The dependency that they are from, such as <c>deps/base</c>; empty for files of the repository's own.</summary>
    public required string Dependency { get; init; }

    /// <summary>The commit that they are from: the dependency's, or the repository's own; 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>True when a build step made the files out of that.</summary>
    public bool Built { get; init; }

    /// <summary>What is known of it: see <see cref="ComponentState"/>.</summary>
    public required string State { get; init; }

    /// <summary>How many files and links of the image it gives, alone or as others do.</summary>
    public long Files { get; init; }

    /// <summary>The size of those that no other component gives, in bytes, as they are on the server.</summary>
    public long OwnBytes { get; init; }

    /// <summary>The size of those that other components give as well, in bytes.</summary>
    public long SharedBytes { get; init; }

    /// <summary>What was asked for: a commit, an image or a server, as it was named.</summary>
    public required string Image { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
