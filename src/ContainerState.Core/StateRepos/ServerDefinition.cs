namespace ContainerState.StateRepos;

/// <summary>What state.yaml says of a server.</summary>
public sealed record ServerDefinition
{
    /// <summary>The server's name: lower-case letters, digits and hyphens, at most 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The first program and its arguments; the program is an absolute path on the server.</summary>
    public required IReadOnlyList<string> Init { get; init; }

    /// <summary>The environment of init, ordered by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where the server may write: each a tmpfs. Ordered by path.</summary>
    public IReadOnlyList<WritablePath> Writable { get; init; } = [];

    /// <summary>The TCP ports it serves, ascending.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>The checks that tell whether it is well.</summary>
    public IReadOnlyList<ServerCheck> Checks { get; init; } = [];

    /// <summary>Its limits.</summary>
    public ServerLimits Limits { get; init; } = new();

    /// <summary>System calls beyond those of all servers; null for none.</summary>
    public ServerSeccomp? Seccomp { get; init; }

    /// <summary>Where its log goes; null when that stays on the host, in memory.</summary>
    public LogDefinition? Log { get; init; }
}
