using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Platform;

namespace ContainerState.Supervisors;

/// <summary>What a supervisor has counted, and how it is, for those who look: a file beside its lock, written whole.</summary>
/// <remarks>A later run of the same name goes on counting. It is gone after a boot, as the servers are.</remarks>
internal sealed record SupervisorTally
{
    private const string Suffix = ".json";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Since when it has counted, over all its runs.</summary>
    public required DateTime SinceUtc { get; init; }

    /// <summary>How many servers there shall be.</summary>
    public int Count { get; init; }

    /// <summary>How many are well.</summary>
    public int Well { get; init; }

    /// <summary>True while a new image is rolled out.</summary>
    public bool IsRollingOut { get; init; }

    /// <summary>True when it was told to end, and did: that it does not run is what somebody wanted.</summary>
    public bool HasEnded { get; init; }

    /// <summary>How often it told of what, by <see cref="SupervisorEventKind"/>.</summary>
    public IReadOnlyDictionary<string, long> Events { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The lock that a supervisor has for as long as it runs.</summary>
    public static string LockOf(Host host, string supervisor) => Path.Combine(host.Supervisors, supervisor + ".lock");

    /// <summary>What a supervisor of that name has counted; null when none has run since the boot, or what it wrote is damaged.</summary>
    public static SupervisorTally? Read(Host host, string supervisor)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(FileOf(host, supervisor)), SupervisorTallyJson.Default.SupervisorTally) is { Events: not null } tally ? tally : null;
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The names of all supervisors that have run since the boot, in order.</summary>
    public static IReadOnlyList<string> Names(Host host) => Directory.Exists(host.Supervisors)
        ? [.. Directory.EnumerateFiles(host.Supervisors, "*" + Suffix).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>True while a supervisor of that name runs.</summary>
    public static bool IsRunning(Host host, string supervisor) => FileLock.IsTaken(LockOf(host, supervisor));

    /// <summary>Writes it down.</summary>
    /// <exception cref="IOException">There is no space.</exception>
    public void Write(Host host, string supervisor)
    {
        FileModes.MakeFolder(host.Supervisors, Own);
        WholeFile.Write(FileOf(host, supervisor), JsonSerializer.Serialize(this, SupervisorTallyJson.Default.SupervisorTally), lasting: false);
    }

    private static string FileOf(Host host, string supervisor) => Path.Combine(host.Supervisors, supervisor + Suffix);
}

/// <summary>Generated, as the serializer of records is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SupervisorTally))]
internal sealed partial class SupervisorTallyJson : JsonSerializerContext;
