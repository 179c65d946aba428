namespace ContainerState.Logs;

/// <summary>One line that a server wrote to its console.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Text">The line, control characters replaced, cut after 16 KiB.</param>
public sealed record ServerLogLine(string Server, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
