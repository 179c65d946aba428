using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>What is remembered of servers that are no more: one small file each, of the last few hundred.</summary>
/// <remarks>
/// Written before a server's folder goes, under a name that is the server's own, so that whoever goes on with the work of one who was
/// killed writes the same file. Not forced to the disk: a hundred servers are killed in a second.
/// </remarks>
internal sealed class EndedServers(Host host)
{
    /// <summary>How many are remembered.</summary>
    public const int Most = 300;

    // So that not every one that ends looks for one to forget.
    private const int Slack = 50;
    private const string Suffix = ".json";

    /// <summary>Remembers a server.</summary>
    public void Keep(EphemeralServer server)
    {
        var file = PathOf(server);
        if (File.Exists(file) || server.End is null)
        {
            return;
        }
        host.MakeStores();
        Directory.CreateDirectory(host.Ended);
        WholeFile.Write(file, JsonSerializer.Serialize(Kept.Of(server), EndedServersJson.Default.Kept), lasting: false);
        var all = Files();
        if (all.Count > Most + Slack)
        {
            foreach (var old in all.Skip(Most))
            {
                File.Delete(old);
            }
        }
    }

    /// <summary>The servers whose name matches, the last that was started first; all when the pattern is null.</summary>
    /// <param name="pattern">A name, or a pattern as <see cref="NamePattern"/> says.</param>
    public IReadOnlyList<EphemeralServer> List(string? pattern = null) =>
        [.. Files().Take(Most).Select(Read).OfType<EphemeralServer>().Where(server => pattern is null || NamePattern.Matches(pattern, server.Name))];

    // By the time of the start, which is in each name, the newest first.
    private List<string> Files() => Directory.Exists(host.Ended)
        ? [.. Directory.EnumerateFiles(host.Ended, "*" + Suffix).OrderDescending(StringComparer.Ordinal)]
        : [];

    private string PathOf(EphemeralServer server) =>
        Path.Combine(host.Ended, $"{server.StartedUtc.ToString("yyyyMMddHHmmssfffffff", CultureInfo.InvariantCulture)}-{server.Name}{Suffix}");

    private static EphemeralServer? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), EndedServersJson.Default.Kept)?.ToServer();
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>As it is written.</summary>
    internal sealed record Kept(string Name, string Image, string Commit, string Address, string Runtime, string Supervisor, DateTime StartedUtc, ServerEnd End)
    {
        public static Kept Of(EphemeralServer server) =>
            new(server.Name, server.Image, server.Commit, server.Address, server.Runtime, server.Supervisor, server.StartedUtc, server.End!);

        public EphemeralServer ToServer() => new()
        {
            Name = Name,
            State = ServerState.Stopped,
            Image = Image,
            Commit = Commit,
            Address = Address,
            Runtime = Runtime,
            Supervisor = Supervisor,
            StartedUtc = StartedUtc,
            End = End,
        };
    }
}

/// <summary>Generated, as <see cref="ServerRecordJson"/> is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EndedServers.Kept))]
internal sealed partial class EndedServersJson : JsonSerializerContext;
