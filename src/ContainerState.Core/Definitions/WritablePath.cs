using System.Text.Json.Serialization;
using ContainerState.Platform;

namespace ContainerState.Definitions;

/// <summary>A tmpfs on the server.</summary>
/// <param name="Path">Its absolute path, normalised, without spaces, control characters or <c>..</c>.</param>
/// <param name="SizeBytes">The most it holds.</param>
[method: JsonConstructor]
public sealed record WritablePath(string Path, long SizeBytes)
{
    /// <summary>A tmpfs with a mode.</summary>
    internal WritablePath(string path, long sizeBytes, int bits)
        : this(path, sizeBytes) => Bits = bits;

    /// <summary>Its permission bits.</summary>
    [JsonInclude]
    [JsonPropertyName("mode")]
    internal int Bits { get; init; }

    /// <summary>Its mode, in octal digits.</summary>
    [JsonIgnore]
    public string Mode => Convert.ToString(Bits, 8).PadLeft(4, '0');

    /// <summary>Whom it belongs to, as state.yaml has it; null when that says nothing.</summary>
    public string? Owner { get; init; }

    /// <summary>True when state.yaml names the mode; else it is that of the image's folder, where that has one of its own.</summary>
    public bool ModeIsGiven { get; init; }

    /// <summary>The owner's number, once the image is built.</summary>
    public int OwnerId { get; init; }

    /// <summary>The number of the owner's group, once the image is built.</summary>
    public int GroupId { get; init; }

    /// <summary>The most that one holds for which nothing else is said.</summary>
    internal const long DefaultBytes = 64L << 20;

    /// <summary>True when it begins with the files and links of the image's folder as well as with its folders.</summary>
    public bool Copy { get; init; }

    /// <summary>Where programs expect memory that they share: it is there in every server.</summary>
    public const string SharedMemory = "/dev/shm";

    /// <summary>The mode of a tmpfs where nothing else is said: that which programs expect there.</summary>
    internal static int UsualMode(string path) => path is "/tmp" or "/var/tmp" or SharedMemory ? FileModes.Sticky : FileModes.Program;

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
