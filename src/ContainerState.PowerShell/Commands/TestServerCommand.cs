using System.Management.Automation;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Runs the checks of servers.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Server", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerTestResult))]
public sealed class TestServerCommand : ServerCmdlet
{
    private protected override void Serve(EphemeralServer server) =>
        Run($"Testing {server.Name}", server, async call =>
            call.Write(await EphemeralServers.TestAsync(server, call.Cancel).ConfigureAwait(false)));
}
