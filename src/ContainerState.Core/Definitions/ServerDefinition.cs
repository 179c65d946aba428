namespace ContainerState.Definitions;

/// <summary>What state.yaml says of a server.</summary>
/// <remarks>What JSON leaves out reaches its setter as nothing at all, so each puts its default in place of that.</remarks>
public sealed record ServerDefinition
{
    private static readonly SortedDictionary<string, string> None = new(StringComparer.Ordinal);

    /// <summary>The server's name: lower-case letters, digits and hyphens, at most 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The first program and its arguments; the program is an absolute path on the server.</summary>
    public required IReadOnlyList<string> Init { get; init; }

    /// <summary>True for a first process that collects dead ones, and starts init; false when init does so itself. When null, the name of its program decides.</summary>
    public bool? Reaper { get; init; }

    /// <summary>The user that init runs as; null for root.</summary>
    public ServerUser? User { get; init; }

    /// <summary>Rights of its root beyond those of all servers, by name, in order: see capabilities(7).</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = value ?? []; } = [];

    /// <summary>The environment of init, ordered by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init => field = value ?? None; } = None;

    /// <summary>Where the server may write: each a tmpfs. Ordered by path.</summary>
    public IReadOnlyList<WritablePath> Writable { get; init => field = value ?? []; } = [];

    /// <summary>The TCP ports it serves, ascending.</summary>
    public IReadOnlyList<int> Ports { get; init => field = value ?? []; } = [];

    /// <summary>The checks that tell whether it is well.</summary>
    public IReadOnlyList<ServerCheck> Checks { get; init => field = value ?? []; } = [];

    /// <summary>Its limits.</summary>
    public ServerLimits Limits { get; init => field = value ?? new(); } = new();

    /// <summary>System calls beyond those of all servers; null for none.</summary>
    public ServerSeccomp? Seccomp { get; init; }

    /// <summary>Where its log goes; null when that stays on the host, in memory.</summary>
    public LogDefinition? Log { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
