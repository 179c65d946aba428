using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>What this host knows of the rebuilds of one name in one repository: a file for root alone, which outlives reboots.</summary>
/// <remarks>
/// The history is in the repository, where whoever may push can write whatever they like. This says which part of it was written
/// here. Nothing else of it decides what runs.
/// </remarks>
internal sealed record RebuildRecord
{
    private const int MostBytes = 1 << 20;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The name of the servers.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of the repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The last entry of the history that was written here; null when none was.</summary>
    public string? Last { get; init; }

    /// <summary>What the history's reference was before that entry: a run that was killed may have left it so. Null when it was not there.</summary>
    public string? Reference { get; init; }

    /// <summary>The entry of somebody else that the first one written here is on top of; null when it is on top of none.</summary>
    public string? Behind { get; init; }

    /// <summary>The servers of a run that has begun; null when none is going on, nor was killed.</summary>
    public RebuildBegun? Begun { get; init; }

    /// <summary>The restore that holds; null when none does.</summary>
    public RebuildHold? Hold { get; init; }

    /// <summary>What the last run came to; one of <see cref="RebuildOutcome"/>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>When the last run began, in universal time.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>When the last run that succeeded ended, in universal time; null when none did.</summary>
    public DateTime? SucceededUtc { get; init; }

    /// <summary>What is known; null when nothing is.</summary>
    /// <param name="host">The host.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="name">The name.</param>
    /// <param name="warn">Is told when the file is damaged.</param>
    public static RebuildRecord? Read(Host host, StateRepo repository, string name, Action<string>? warn = null)
    {
        var file = new FileInfo(FileOf(host, repository.Path, name));
        if (!file.Exists)
        {
            return null;
        }
        if (Parse(file) is { } record && record.Name == name && record.Repository == repository.Path)
        {
            return record;
        }
        warn?.Invoke($"{file.FullName}, which says what this host has rolled out as {name}, is damaged. It begins anew.");
        return null;
    }

    /// <summary>All of a host that can be read.</summary>
    public static IReadOnlyList<RebuildRecord> All(Host host) =>
        [.. (Directory.Exists(host.RebuildRecords) ? new DirectoryInfo(host.RebuildRecords).EnumerateFiles("*.json") : []).Select(Parse).OfType<RebuildRecord>()];

    /// <summary>Writes it down, whole or not at all.</summary>
    /// <exception cref="IOException">There is no space.</exception>
    public void Write(Host host)
    {
        host.MakeStores();
        FileModes.MakeFolder(host.RebuildRecords, Own);
        WholeFile.Write(FileOf(host, Repository, Name), JsonSerializer.Serialize(this, RebuildRecordJson.Default.RebuildRecord) + "\n");
    }

    private static RebuildRecord? Parse(FileInfo file)
    {
        try
        {
            return file.Length <= MostBytes && JsonSerializer.Deserialize(File.ReadAllText(file.FullName), RebuildRecordJson.Default.RebuildRecord) is { } record && record.IsSound() ? record : null;
        }
        catch (Exception fault) when (fault is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    // Paths have any length, and any character.
    private static string FileOf(Host host, string repository, string name) =>
        Path.Combine(host.RebuildRecords, $"{name}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository)))[..16]}.json");

    private bool IsSound() =>
        new[] { Last, Reference, Behind }.OfType<string>().All(CommitId.IsWhole)
        && Hold?.IsSound() != false && Begun?.Hold?.IsSound() != false
        && (Begun is null || ServerMoment.IsName(Name, Begun.Generation));
}

/// <summary>The serializer of <see cref="RebuildRecord"/>. An unknown key is passed over: it may be that of a newer version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RebuildRecord))]
internal sealed partial class RebuildRecordJson : JsonSerializerContext;
