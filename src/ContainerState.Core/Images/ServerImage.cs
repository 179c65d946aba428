using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>A read-only filesystem made from exactly one tree.</summary>
public sealed record ServerImage
{
    /// <summary>Its id: that of the Git tree; 40 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>The commit that it was built from, when it came out of a build; else empty.</summary>
    public string Commit { get; init; } = "";

    /// <summary>When that was committed, in universal time; null when nobody knows, as for an image that an earlier version made.</summary>
    internal DateTime? CommittedUtc { get; init; }

    /// <summary>The SHA-256 over its layers' names and digests, as 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it is laid together from, bottom first.</summary>
    public required IReadOnlyList<ImageLayer> Layers { get; init => field = new TextList<ImageLayer>(value ?? []); }

    /// <summary>The size of all its layers together, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The size of those that no other image of the store has; null where only one image was looked for.</summary>
    public long? OwnBytes { get; init; }

    /// <summary>When this host made it, in universal time.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>When a build on this host gave it last, in universal time: of the images of a server, the newest.</summary>
    internal DateTime BuiltUtc { get; init; }

    /// <summary>True when the build found it in the store.</summary>
    public bool Cached { get; init; }

    /// <summary>How long the build took.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>What the server is.</summary>
    public required ServerDefinition Definition { get; init; }

    /// <summary>False when a version made it that did not compare the Git objects with their ids: nobody knows what is in it.</summary>
    internal bool ObjectsCompared { get; init; } = true;

    /// <summary>True when a version made it that had images of one file: it can be started, and a build of its commit makes one of layers.</summary>
    internal bool IsOneFile { get; init; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
