using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>What each check of a server last saw, whoever ran it: <c>checks.json</c> in the server's folder. It goes with the server.</summary>
/// <param name="registry">The servers.</param>
internal sealed class LastChecks(ServerRegistry registry)
{
    /// <summary>Writes down what was seen. Of two commands that do so at the same moment, one may be missing until its next.</summary>
    public void Note(EphemeralServer server, IReadOnlyCollection<CheckResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }
        var now = DateTime.UtcNow;
        // Two checks may have one name, such as two texts that one page must have: the one that failed, else the one that took longest.
        var seen = results.GroupBy(result => result.Name, StringComparer.Ordinal)
            .Select(same => same.OrderBy(result => result.Passed).ThenByDescending(result => result.DurationSeconds).First())
            .Select(result => new LastCheck(result.Name, result.Passed, result.DurationSeconds, now))
            .ToDictionary(check => check.Name, StringComparer.Ordinal);
        // The checks of state.yaml are run more often than our own, which are to stay.
        var others = Read(server.Name, server.StartedUtc).Where(check => !seen.ContainsKey(check.Name));
        var kept = new Kept(server.StartedUtc, [.. others.Concat(seen.Values).OrderBy(check => check.Name, StringComparer.Ordinal)]);
        try
        {
            WholeFile.Write(FileOf(server.Name), JsonSerializer.Serialize(kept, LastChecksJson.Default.Kept), lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The server has just gone, or there is no space: what was seen is worth the same, and its time here tells that it is old.
        }
    }

    /// <summary>What was last seen, by name; empty when no check of this server has run.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="startedUtc">Its start: what is known of an earlier one of its name is not its own.</param>
    public IReadOnlyList<LastCheck> Read(string name, DateTime startedUtc)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(FileOf(name)), LastChecksJson.Default.Kept) is { Checks: not null } kept && kept.StartedUtc == startedUtc
                ? [.. kept.Checks.Where(check => check?.Name is not null)]
                : [];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string FileOf(string name) => Path.Combine(registry.Folder(name), "checks.json");

    /// <summary>As it is written.</summary>
    internal sealed record Kept(DateTime StartedUtc, IReadOnlyList<LastCheck> Checks);
}

/// <summary>What one check last saw.</summary>
/// <param name="Name">The check.</param>
/// <param name="Passed">True when it saw what it should.</param>
/// <param name="DurationSeconds">How long it took, all tries together.</param>
/// <param name="EndedUtc">When it was over.</param>
internal sealed record LastCheck(string Name, bool Passed, double DurationSeconds, DateTime EndedUtc);

/// <summary>Generated, as <see cref="ServerRecordJson"/> is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LastChecks.Kept))]
internal sealed partial class LastChecksJson : JsonSerializerContext;
