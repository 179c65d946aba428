using System.Management.Automation;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Reads what servers wrote to their consoles, or to /dev/log.</summary>
[Cmdlet(VerbsCommon.Get, "ServerLog", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerLogLine))]
public sealed class GetServerLogCommand : ServerCmdlet
{
    /// <summary>Only so many of the last lines; all when left out.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Go on with each new line, until the server is gone or Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Only lines from this time on; the server must have a log server.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>What is read: the console, or what was sent to /dev/log.</summary>
    /// <remarks>A text, since a field of a value type of the core would be looked for before the module can say where the core is.</remarks>
    [Parameter]
    [ValidateSet(nameof(LogSource.Console), nameof(LogSource.Syslog))]
    public string Source { get; set; } = nameof(LogSource.Console);

    private protected override IReadOnlyList<EphemeralServer> Search(string name) => ServerLogs.FindAll(name);

    private protected override void Serve(EphemeralServer server) => Run($"Reading {server.Name}", server, call =>
    {
        if (server.LogFault is not null)
        {
            call.Warn(ServerLog.Warning(server.Name, server.LogServer, server.LogFault));
        }
        return Follow ? FollowAsync(server, call) : ReadAsync(server, call);
    });

    private async Task FollowAsync(EphemeralServer server, CoreCall call)
    {
        await foreach (var line in ServerLog.FollowAsync(server.Name, PathOf(server), Tail, Since?.ToUniversalTime(), call.Cancel).ConfigureAwait(false))
        {
            call.Write(line);
        }
    }

    private Task ReadAsync(EphemeralServer server, CoreCall call)
    {
        foreach (var line in ServerLog.Read(server.Name, PathOf(server), Tail, Since?.ToUniversalTime()))
        {
            call.Cancel.ThrowIfCancellationRequested();
            call.Write(line);
        }
        return Task.CompletedTask;
    }

    private string PathOf(EphemeralServer server) => ServerLogs.PathOf(server, Enum.Parse<LogSource>(Source, ignoreCase: true));
}
