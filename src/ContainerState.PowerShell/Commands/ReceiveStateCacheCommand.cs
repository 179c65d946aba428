using System.Management.Automation;
using ContainerState.Builds;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Takes build results from a Git remote.</summary>
[Cmdlet(VerbsCommunications.Receive, "StateCache", SupportsShouldProcess = true)]
[OutputType(typeof(CacheEntry))]
public sealed class ReceiveStateCacheCommand : CacheCmdlet
{
    /// <summary>A remote's name, a URL or a path that begins with a slash or a dot.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteNameCompleter))]
    public string Remote { get; set; } = StateCache.DefaultRemote;

    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit whose results are wanted; HEAD when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Take all that the remote has, for other commits too.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Build the commit's results again, in containers, and compare.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Build only so many of them again, chosen by chance.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Sample { get; set; }

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord() => Note(Path);

    /// <summary>Takes the results of each.</summary>
    protected override void EndProcessing()
    {
        var options = new ReceiveOptions { Remote = Place(Remote), Reference = Ref, All = All, Verify = Verify, Sample = Sample };
        foreach (var repository in Repositories)
        {
            if (ShouldProcess(repository.Path, $"Take build results of {Ref ?? "HEAD"} from {Remote}"))
            {
                Run($"Receiving from {Remote}", repository, call => StateCache.ReceiveAsync(repository, options, call.Write, call.Warn, call, call.Cancel));
            }
        }
    }
}
