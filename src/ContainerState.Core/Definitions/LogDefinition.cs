namespace ContainerState.Definitions;

/// <summary>Where a server's log goes.</summary>
public sealed record LogDefinition
{
    /// <summary>What a spool holds at most, when nothing else is said.</summary>
    public const long DefaultSpoolBytes = 256L << 20;

    /// <summary>The smallest spool.</summary>
    public const long LeastSpoolBytes = 1L << 20;

    /// <summary>The largest: a line without an end is in the relay's memory as long as it is in the spool.</summary>
    public const long MostSpoolBytes = 4L << 30;

    /// <summary>The log server's URL: see <see cref="LogTarget"/>.</summary>
    public required string Server { get; init; }

    /// <summary>The absolute path, in the image, of the authorities' certificates in PEM; null for those of the host.</summary>
    public string? Authorities { get; init; }

    /// <summary>What waits on the host at most, in bytes.</summary>
    public long SpoolBytes { get; init; } = DefaultSpoolBytes;

    /// <summary>The log server.</summary>
    public override string ToString() => Server;
}
