using System.Management.Automation;
using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Runs the checks of servers: once, for as long as they run, or with the Pester tests of a repository.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Server", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerTestResult))]
public sealed class TestServerCommand : ServerCmdlet
{
    private readonly List<EphemeralServer> watched = [];
    private IReadOnlyList<string> files = [];

    /// <summary>Keeps testing, and returns a result when different checks pass than before, until all servers have ended.</summary>
    [Parameter]
    public SwitchParameter Watch { get; set; }

    /// <summary>Seconds between two tests of a server with -Watch.</summary>
    [Parameter]
    [Alias("Interval")]
    [ValidateRange(0.1, 3600.0)]
    public double IntervalSeconds { get; set; } = 5;

    /// <summary>Run Pester tests too, and pass the server to each test file.</summary>
    [Parameter]
    public SwitchParameter Pester { get; set; }

    /// <summary>The Pester tests, as files or folders; default: the folder tests in the repository at the current location.</summary>
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
            await foreach (var result in new EphemeralServers(ThisHost).WatchAsync(watched, TimeSpan.FromSeconds(IntervalSeconds), call.Cancel))
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
        Exception? ended = null;
        var isTested = Run($"Testing {server.Name}", server, async call =>
            result = await new EphemeralServers(ThisHost).TestAsync(server, fault => ended = fault, call.Cancel));
        if (isTested)
        {
            if (result!.Server.LogFault is { } fault)
            {
                // Not a check: the server itself is healthy, and another one would do no better.
                WriteWarning(ServerLog.Warning(result.Server.Name, result.Server.LogServer, fault));
            }
            WriteObject(Pester && ended is null ? result.With(PesterTests.Run(this, files, server)) : result);
            if (ended is not null)
            {
                WriteError(ended, result.Server);
            }
        }
    }
}
