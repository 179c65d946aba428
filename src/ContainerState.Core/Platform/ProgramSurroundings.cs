using System.Collections.Immutable;

namespace ContainerState.Platform;

/// <summary>What the programs that we start find around them, where it is to be other than what we have ourselves.</summary>
internal sealed record ProgramSurroundings
{
    /// <summary>Variables to set; a command's own win.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The host's name; ours when null.</summary>
    public string? HostName { get; init; }

    /// <summary>The umask; ours when null.</summary>
    public int? Umask { get; init; }

    /// <summary>How many of our processors they may use; all when null.</summary>
    public int? Processors { get; init; }

    /// <summary>True for a network namespace in which nothing is up, not even the loopback.</summary>
    public bool NoNetwork { get; init; }
}
