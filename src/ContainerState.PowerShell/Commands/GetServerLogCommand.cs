using System.Management.Automation;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Reads what servers wrote to their consoles, or to /dev/log.</summary>
[Cmdlet(VerbsCommon.Get, "ServerLog", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerLogLine))]
public sealed class GetServerLogCommand : ServerCmdlet
{
    private readonly OrderedDictionary<string, EphemeralServer> followed = new(StringComparer.Ordinal);

    /// <summary>Returns only this many of the last lines; default: all.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Keeps returning new lines until the servers have ended or Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Returns only lines from this time on; the server must have a log server.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>Which log to read: the console, or what was sent to /dev/log.</summary>
    /// <remarks>A string, because a field with a value type of the core would be resolved before the module can say where the core is.</remarks>
    [Parameter]
    [ValidateSet(nameof(LogSource.Console), nameof(LogSource.Syslog))]
    public string Source { get; set; } = nameof(LogSource.Console);

    private protected override IReadOnlyList<EphemeralServer> Search(string name) => new ServerLogFinder(ThisHost).FindAll(name);

    /// <summary>Follows them all at once.</summary>
    protected override void EndProcessing()
    {
        if (followed.Count == 0)
        {
            return;
        }
        Run($"Reading {string.Join(", ", followed.Keys)}", null, async call =>
        {
            await foreach (var line in new EphemeralServers(ThisHost).FollowAsync(
                followed.Values, LogSourceOf(), Tail, Since?.ToUniversalTime(), (server, fault) => call.Fail(fault, server), call.Cancel))
            {
                call.Write(line);
            }
        });
    }

    private protected override void Serve(EphemeralServer server)
    {
        if (server.LogFault is not null)
        {
            WriteWarning(ServerLog.Warning(server.Name, server.LogServer, server.LogFault));
        }
        if (Follow)
        {
            followed.TryAdd(server.Name, server);
        }
        else
        {
            Run($"Reading {server.Name}", server, call => ReadAsync(server, call));
        }
    }

    private Task ReadAsync(EphemeralServer server, CoreCall call)
    {
        foreach (var line in ServerLog.Read(server.Name, ServerLogFinder.PathOf(server, LogSourceOf()), Tail, Since?.ToUniversalTime()))
        {
            call.Cancel.ThrowIfCancellationRequested();
            call.Write(line);
        }
        return Task.CompletedTask;
    }

    private LogSource LogSourceOf() => Enum.Parse<LogSource>(Source, ignoreCase: true);
}
