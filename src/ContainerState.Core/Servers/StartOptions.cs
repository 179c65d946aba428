namespace ContainerState.Servers;

/// <summary>How to start a server.</summary>
public sealed record StartOptions
{
    /// <summary>Its name; the image's with a number behind it when null. With a count above 1 it gets a number too.</summary>
    public string? Name { get; init; }

    /// <summary>How many to start, 1 to 500.</summary>
    public int Count { get; init; } = 1;

    /// <summary>True to return only when the checks of state.yaml pass.</summary>
    public bool Wait { get; init; }

    /// <summary>True to let it connect to everything that the host reaches.</summary>
    public bool Egress { get; init; }

    /// <summary>The log server's URL; that of state.yaml when null. See <see cref="StateRepos.LogTarget"/>.</summary>
    public string? LogServer { get; init; }

    /// <summary>A file on the host, PEM: who may have signed the log server's certificate; what state.yaml says, or the host's authorities, when null.</summary>
    public string? LogAuthorities { get; init; }

    /// <summary>Where it may connect to, when not everywhere: <c>192.0.2.7</c>, <c>192.0.2.7:443</c>, <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> EgressTo { get; init; } = [];

    /// <summary>Ports of the host that lead to it: <c>8080:80</c>, <c>127.0.0.1:8080:80</c>.</summary>
    public IReadOnlyList<string> Publish { get; init; } = [];

    /// <summary>IPv4 addresses of name servers, for its /etc/resolv.conf; it may use port 53 there.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>A name; servers that were given the same one reach each other. None when null.</summary>
    public string? Group { get; init; }

    /// <summary>Variables over those of state.yaml.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files below /run/secrets, by name: at most 64 of 1 MiB each, in memory only, for its root to read.</summary>
    public IReadOnlyDictionary<string, byte[]> Secrets { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>The supervisor that starts it; empty when none does.</summary>
    internal string Supervisor { get; init; } = "";
}
