using System.Text.Json.Serialization;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Repositories;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Rebuilds;

/// <summary>What a run rebuilds, and how.</summary>
public sealed record RebuildOptions
{
    // The moment of the start and a hyphen fit behind it.
    private const int MostName = 27;

    /// <summary>What the servers are called; they get the moment of their start behind it, and a number when there are several.</summary>
    public required string Name { get; set; }

    /// <summary>The repository. Its folder in JSON.</summary>
    [JsonConverter(typeof(SupervisorOptions.RepositoryPathConverter))]
    public required StateRepo Repository { get; set; }

    /// <summary>How many servers there shall be, 1 to 500; as many as in the last run that succeeded when null, and 1 at first.</summary>
    public int? Count { get; set; }

    /// <summary>True to pull the repository first.</summary>
    public bool Pull { get; set; }

    /// <summary>The dependencies to update first, which makes a commit when there is something newer: names, or patterns as <see cref="Platform.NamePattern"/> says. None when empty.</summary>
    public IReadOnlyList<string> UpdateDependencies { get; set; } = [];

    /// <summary>True to roll out what there is when the pull or the update fails; false to roll out nothing then.</summary>
    public bool AllowFailedUpdate { get; set; }

    /// <summary>True to allow an ssh server in the image.</summary>
    public bool AllowSsh { get; set; }

    /// <summary>True to replace servers that run from the same image already, and to roll out what a restore has taken back.</summary>
    public bool Force { get; set; }

    /// <summary>How long old servers are left with the connections to their published ports, at most. In seconds in JSON.</summary>
    [JsonPropertyName("drainSeconds")]
    [JsonConverter(typeof(SupervisorOptions.SecondsConverter))]
    public TimeSpan Drain { get; set; } = StartOptions.UsualDrain;

    /// <summary>How each server is started; name, count and waiting are the rebuild's own.</summary>
    public StartOptions Start { get; set; } = new();

    /// <summary>True for what a rebuild may be called.</summary>
    internal static bool IsName(string name) => name.Length <= MostName && ContainerName.IsOfServer(name);

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    internal void Check()
    {
        ServerName.Check(Name);
        if (Name.Length > MostName)
        {
            throw new InvalidNameException("name of a rebuild", Name, $"at most {MostName} characters, since the moment of the start comes behind it");
        }
        if (Drain.TotalSeconds is < 0 or > 3600)
        {
            throw new InvalidNameException("draining time in seconds", Drain.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "0 to 3600");
        }
        if (Count is < 1 or > StartOptions.MostServers)
        {
            throw new InvalidNameException("count", $"{Count}", $"1 to {StartOptions.MostServers}");
        }
        StartInputs.From(Start);
        foreach (var (name, file) in Start.SecretFiles)
        {
            SecretSource.RequireAbsolute(name, file);
        }
    }
}
