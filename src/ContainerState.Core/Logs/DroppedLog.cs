namespace ContainerState.Logs;

/// <summary>What of a server's log waited for a log server, until it was dropped.</summary>
/// <param name="Server">The server.</param>
/// <param name="LogServer">The log server, as a URL.</param>
/// <param name="DroppedBytes">How much was dropped.</param>
public sealed record DroppedLog(string Server, string LogServer, long DroppedBytes)
{
    /// <summary>How much of which log was dropped.</summary>
    public override string ToString() => $"{Server}: {DroppedBytes} bytes";
}
