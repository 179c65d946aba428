namespace ContainerState.Contents;

/// <summary>What is in an image, by component.</summary>
public sealed record ServerImageContent
{
    /// <summary>The commit, image or server that was asked for.</summary>
    public required ComparedImage Image { get; init; }

    /// <summary>One row for each component, and perhaps one for what is of none that is known.</summary>
    public required IReadOnlyList<ServerImageComponent> Components { get; init; }

    /// <summary>How many files and links it holds.</summary>
    public required long Files { get; init; }

    /// <summary>Their size together in bytes, as they are on a server: layers are compressed, and what is equal is in them once.</summary>
    public required long SizeBytes { get; init; }
}
