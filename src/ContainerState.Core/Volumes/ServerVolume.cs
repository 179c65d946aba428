using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Volumes;

/// <summary>A volume: data on the host's disk that outlives the servers that it is given to.</summary>
public sealed record ServerVolume
{
    /// <summary>The size where none is said, in bytes.</summary>
    public const long DefaultSizeBytes = 1L << 30;

    /// <summary>The smallest size, in bytes: a filesystem takes some for itself.</summary>
    public const long LeastSizeBytes = 16L << 20;

    /// <summary>The largest size, in bytes.</summary>
    public const long MostSizeBytes = 16L << 40;

    /// <summary>Its name, unique on this host.</summary>
    public required string Name { get; init; }

    /// <summary>The most that it takes of the disk, what its filesystem needs for itself included.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>What it takes of the disk now.</summary>
    public long DiskBytes { get; init; }

    /// <summary>True when several servers may have it at the same time.</summary>
    public bool Shared { get; init; }

    /// <summary>Whom it is given to when the first server has it: a name of the image's /etc/passwd, or a number; empty for the user that this server runs as.</summary>
    public string Owner { get; init; } = "";

    /// <summary>True when its record cannot be read: no server can have it, and it can be removed.</summary>
    public bool Damaged { get; init; }

    /// <summary>When it was made, in universal time.</summary>
    public DateTime CreatedUtc { get; init; }

    /// <summary>The servers that have it.</summary>
    public IReadOnlyList<string> Servers { get; init => field = new TextList<string>(value ?? []); } = new TextList<string>([]);

    /// <summary>The file on the host that holds its filesystem.</summary>
    public string Path { get; init; } = "";

    /// <summary>Reads a size: bytes, or a whole number with KiB, MiB or GiB.</summary>
    /// <exception cref="InvalidNameException">It is none.</exception>
    public static long ParseSize(string text) =>
        SizeRule.Parse(text) ?? throw new InvalidNameException("size of a volume", text, "bytes, or a whole number with KiB, MiB or GiB, such as 10GiB");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
