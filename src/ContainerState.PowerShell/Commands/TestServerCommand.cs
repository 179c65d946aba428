using System.Management.Automation;
using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Servers;
using ContainerState.StateRepos;

namespace ContainerState.PowerShell.Commands;

/// <summary>Runs the checks of servers: once, for as long as they run, or with the Pester tests of a repository.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Server", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerTestResult))]
public sealed class TestServerCommand : ServerCmdlet
{
    private readonly List<EphemeralServer> watched = [];
    private IReadOnlyList<string> files = [];

    /// <summary>Go on testing, and write a result when other checks pass than before, until all servers have ended.</summary>
    [Parameter]
    public SwitchParameter Watch { get; set; }

    /// <summary>Seconds between two tests of a server with -Watch.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double Interval { get; set; } = 5;

    /// <summary>Run Pester tests too; each is given the server.</summary>
    [Parameter]
    public SwitchParameter Pester { get; set; }

    /// <summary>The Pester tests, as files or folders; the folder tests of the current location's repository when left out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Finds the tests.</summary>
    protected override void BeginProcessing()
    {
        if (Watch && Pester)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("Give -Watch or -Pester, not both."), "WatchAndPester", ErrorCategory.InvalidArgument, null));
        }
        if (Pester)
        {
            files = PesterTests.Find(this, Path ?? TestsOfRepository());
        }
    }

    /// <summary>Watches them all at once.</summary>
    protected override void EndProcessing()
    {
        if (watched.Count == 0)
        {
            return;
        }
        Run($"Watching {watched.Count} servers", watched, async call =>
        {
            await foreach (var result in EphemeralServers.WatchAsync(watched, TimeSpan.FromSeconds(Interval), call.Cancel).ConfigureAwait(false))
            {
                call.Write(result);
            }
        });
    }

    private string[] TestsOfRepository()
    {
        try
        {
            return [System.IO.Path.Combine(StateRepo.Locate(FullPath(".")).Path, "tests")];
        }
        catch (ContainerStateException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, null));
            throw;
        }
    }

    private protected override void Serve(EphemeralServer server)
    {
        if (Watch)
        {
            watched.Add(server);
            return;
        }
        ServerTestResult? result = null;
        var isTested = Run($"Testing {server.Name}", server, async call =>
            result = await EphemeralServers.TestAsync(server, call.Cancel).ConfigureAwait(false));
        if (isTested)
        {
            if (result!.Server.LogFault is { } fault)
            {
                // Not a check: a server is no worse for it, and another one would not be better.
                WriteWarning(ServerLog.Warning(result.Server.Name, result.Server.LogServer, fault));
            }
            WriteObject(Pester ? result.With(PesterTests.Run(this, files, server)) : result);
        }
    }
}
