namespace ContainerState.Logs;

/// <summary>One line that a server wrote to its console.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Text">The line, control characters replaced, cut after 16 KiB.</param>
public sealed record ServerLogLine(string Server, string Text)
{
    /// <summary>The place of its first byte in the spool, from 0: what the log server gets as its sequence number. Null for a server without a log server.</summary>
    public long? Sequence { get; init; }

    /// <summary>When the relay read it; null while it has not, and for a server without a log server.</summary>
    public DateTime? TimeUtc { get; init; }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
