namespace ContainerState.Containers;

/// <summary>A file below /run/secrets.</summary>
/// <param name="Content">All of it. In no record, message or argument.</param>
internal sealed record Secret(byte[] Content)
{
    /// <summary>The mode of a secret for which none is given.</summary>
    public const int UsualMode = 0b100_000_000;

    /// <summary>Its permission bits.</summary>
    public int Mode { get; init; } = UsualMode;

    /// <summary>Whom it belongs to, by name or number; null for the user that the server runs as.</summary>
    public string? Owner { get; init; }

    /// <summary>The owner's number on the server, once it was looked up in the image.</summary>
    public int OwnerId { get; init; }

    /// <summary>The number of the owner's group.</summary>
    public int GroupId { get; init; }
}
