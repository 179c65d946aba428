using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Finds out how servers ended.</summary>
/// <param name="registry">The servers.</param>
internal sealed class ServerEnds(ServerRegistry registry)
{
    // Of what a server wrote, with its end.
    private const int LinesKept = 20;

    /// <summary>How long after its end is waited for what is known of it: LXC's monitor tells it when it has cleared up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How a server ended, unless it ran until somebody stopped it, with what it wrote last; null while it runs, and when nobody knows.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="console">What it wrote.</param>
    /// <param name="stoppedUtc">Since when somebody has been stopping it; null when nobody does.</param>
    public ServerEnd? Of(ServerRecord record, string console, DateTime? stoppedUtc = null)
    {
        var end = registry.FindRuntime(record.Runtime)?.End(registry.Folder(record.Name), record);
        if (stoppedUtc is { } since && (end is null || end.EndedUtc > since))
        {
            end = new() { EndedUtc = since, WasStopped = true };
        }
        return end is null ? null : end with { LastLines = LastLines(record.Name, console) };
    }

    /// <summary>How a server that does not run any more ended. That is known a moment later, and waited for; null when nobody knows, or it has gone.</summary>
    public async Task<ServerEnd?> WaitAsync(EphemeralServer server, CancellationToken cancel)
    {
        var end = Deadline.In(Patience);
        while (registry.Read(server.Name)?.Record is { } record && record.StartedUtc == server.StartedUtc)
        {
            var known = Of(record, server.ConsolePath);
            if (known is not null || end.IsOver)
            {
                return known;
            }
            await Task.Delay(2, cancel);
        }
        return null;
    }

    private static TextList<string> LastLines(string name, string console)
    {
        try
        {
            return new([.. ServerLog.Read(name, console, LinesKept).Select(line => OneLine.From(line.Text))]);
        }
        catch (ServerNotFoundException)
        {
            // It has gone, and with it what it wrote.
            return new([]);
        }
    }
}
