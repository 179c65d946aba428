namespace ContainerState.Containers;

/// <summary>What an overlay has besides mapped layers: folders that belong to the container's ids already, or to nobody.</summary>
internal sealed record OverlayExtra
{
    /// <summary>Folders over the layers, the first on top.</summary>
    public IReadOnlyList<string> Above { get; init; } = [];

    /// <summary>Folders below the layers.</summary>
    public IReadOnlyList<string> Below { get; init; } = [];

    /// <summary>Takes changes; null for a mount that nobody can write.</summary>
    public string? Changes { get; init; }

    /// <summary>An empty folder beside <see cref="Changes"/>.</summary>
    public string? Work { get; init; }
}
