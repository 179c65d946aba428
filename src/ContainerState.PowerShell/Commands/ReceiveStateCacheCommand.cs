using System.Management.Automation;
using ContainerState.Caches;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Fetches build results from a Git remote.</summary>
[Cmdlet(VerbsCommunications.Receive, "StateCache", SupportsShouldProcess = true)]
[OutputType(typeof(CacheEntry))]
public sealed class ReceiveStateCacheCommand : CacheCmdlet
{
    /// <summary>A remote's name, a URL or a path that begins with a slash or a dot.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RemoteNameCompleter))]
    public string Remote { get; set; } = StateCache.DefaultRemote;

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit whose results to fetch; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Fetch all results on the remote, including those of other commits.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Rebuild the commit's results in containers and compare.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Rebuild only this many of them, chosen at random.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Sample { get; set; }

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord() => Note(Path);

    /// <summary>Fetches the results of each.</summary>
    protected override void EndProcessing()
    {
        if (!TryAsk(Remote, () => Place(Remote), out var remote))
        {
            return;
        }
        var options = new ReceiveOptions { Remote = remote, Reference = Ref, All = All, Verify = Verify, Sample = Sample };
        foreach (var repository in Repositories)
        {
            if (ShouldProcess(repository.Path, $"Take build results of {Ref ?? "HEAD"} from {Remote}"))
            {
                Run($"Receiving from {Remote}", repository, call => new StateCache(ThisHost).ReceiveAsync(repository, options, call.Write, call.Warn, call, call.Cancel));
            }
        }
    }
}
