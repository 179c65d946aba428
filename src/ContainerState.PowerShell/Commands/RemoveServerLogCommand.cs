using System.Globalization;
using System.Management.Automation;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Drops what of servers' logs waits for a log server.</summary>
[Cmdlet(VerbsCommon.Remove, "ServerLog", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(DroppedLog))]
public sealed class RemoveServerLogCommand : ServerCmdlet
{
    /// <summary>Return what was dropped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IReadOnlyList<EphemeralServer> Search(string name) => new UndeliveredLogs(ThisHost).Find(name);

    private protected override void Serve(EphemeralServer server)
    {
        var logs = new UndeliveredLogs(ThisHost);
        if (!TryAsk(server, () => logs.WaitingBytes(server), out var waiting)
            || waiting == 0
            || !ShouldProcess($"{server.Name}, of whose log {waiting.ToString(CultureInfo.InvariantCulture)} bytes wait for a log server", "Drop undelivered log"))
        {
            return;
        }
        Run($"Dropping the log of {server.Name}", server, async call =>
        {
            foreach (var dropped in await logs.DropAsync(server, call.Cancel))
            {
                if (PassThru)
                {
                    call.Write(dropped);
                }
            }
        });
    }
}
