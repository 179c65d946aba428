using System.Text.Json.Serialization;

namespace ContainerState.Servers;

/// <summary>How to start a server. As JSON it is all but the secrets themselves.</summary>
public sealed record StartOptions
{
    /// <summary>How many servers can be started at once, or kept by one supervisor.</summary>
    public const int MostServers = 500;

    /// <summary>The longest that anything is waited for, in seconds.</summary>
    public const double LongestTimeoutSeconds = 86400;

    /// <summary>How long one that is replaced by another may go on with connections that it has, when nothing else is said.</summary>
    public static readonly TimeSpan UsualDrain = TimeSpan.FromSeconds(10);

    /// <summary>Its name; the image's with a number behind it when null. With a count above 1 it gets a number too.</summary>
    public string? Name { get; set; }

    /// <summary>How many to start, 1 to 500.</summary>
    public int Count { get; set; } = 1;

    /// <summary>True to return only when the checks of state.yaml pass.</summary>
    public bool Wait { get; set; }

    /// <summary>How long to wait for the checks of each server, in seconds, however often they may be tried; as long as each check's attempts take when null.</summary>
    public double? TimeoutSeconds { get; set; }

    /// <summary>True to stop a server that was waited for in vain; false to leave it for looking at.</summary>
    public bool StopUnready { get; set; }

    /// <summary>True to let it connect to everything that the host reaches.</summary>
    public bool Egress { get; set; }

    /// <summary>The log server's URL; that of state.yaml when null. See <see cref="Definitions.LogTarget"/>.</summary>
    public string? LogServer { get; set; }

    /// <summary>A file on the host, PEM: who may have signed the log server's certificate; what state.yaml says, or the host's authorities, when null.</summary>
    public string? LogAuthorities { get; set; }

    /// <summary>Where it may connect to, when not everywhere: <c>192.0.2.7</c>, <c>192.0.2.7:443</c>, <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> EgressTo { get; set; } = [];

    /// <summary>Ports of the host that lead to it: <c>8080:80</c>, <c>127.0.0.1:8080:80</c>.</summary>
    public IReadOnlyList<string> Publish { get; set; } = [];

    /// <summary>IPv4 addresses of name servers, for its /etc/resolv.conf; it may use port 53 there.</summary>
    public IReadOnlyList<string> Dns { get; set; } = [];

    /// <summary>A name; servers that were given the same one reach each other. None when null.</summary>
    public string? Group { get; set; }

    /// <summary>Variables over those of state.yaml.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files below /run/secrets, by name: at most 64 of 1 MiB each, in memory only, for its root to read.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, byte[]> Secrets { get; set; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>More secrets, by name: the absolute paths of the files on the host that they are read from at the start.</summary>
    public IReadOnlyDictionary<string, string> SecretFiles { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Who may read a secret, by its name; of one that is not here, the user that the server runs as.</summary>
    public IReadOnlyDictionary<string, SecretAccess> SecretAccess { get; set; } = new Dictionary<string, SecretAccess>(StringComparer.Ordinal);

    /// <summary>Volumes and where it has them: <c>data:/var/lib/postgresql</c>.</summary>
    public IReadOnlyList<string> Volumes { get; set; } = [];

    /// <summary>The name that it shares with others which publish the same ports; when null, what it is called without its number, where several are started.</summary>
    internal string? Fleet { get; set; }

    /// <summary>False when the caller says later that connections may go to it.</summary>
    internal bool Serves { get; set; } = true;

    /// <summary>The supervisor that starts it; empty when none does.</summary>
    internal string Supervisor { get; set; } = "";
}
