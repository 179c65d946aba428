using System.Diagnostics;
using System.Management.Automation;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Waits until the checks of servers pass.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Server", DefaultParameterSetName = ByName)]
[OutputType(typeof(EphemeralServer))]
public sealed class WaitServerCommand : ServerCmdlet
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>How many seconds to wait, for all servers together.</summary>
    [Parameter]
    [Alias("Timeout")]
    [ValidateRange(0.0, StartOptions.LongestTimeoutSeconds)]
    public double TimeoutSeconds { get; set; } = 60;

    private protected override void Serve(EphemeralServer server) =>
        Run($"Waiting for {server.Name}", server, async call =>
        {
            await new EphemeralServers(ThisHost).WaitAsync(server, TimeSpan.FromSeconds(TimeoutSeconds) - clock.Elapsed, call.Cancel);
            call.Write(server);
        });
}
