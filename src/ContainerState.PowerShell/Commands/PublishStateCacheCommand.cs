using System.Management.Automation;
using ContainerState.Caches;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Sends build results to a Git remote.</summary>
[Cmdlet(VerbsData.Publish, "StateCache", SupportsShouldProcess = true)]
[OutputType(typeof(CacheEntry))]
public sealed class PublishStateCacheCommand : CacheCmdlet
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

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord() => Note(Path);

    /// <summary>Sends the results of each.</summary>
    protected override void EndProcessing()
    {
        if (!TryAsk(Remote, () => Place(Remote), out var remote))
        {
            return;
        }
        foreach (var repository in Repositories)
        {
            if (ShouldProcess(repository.Path, $"Send build results to {Remote}"))
            {
                Run($"Sending to {Remote}", repository, call => StateCache.PublishAsync(repository, remote, call.Write, call.Warn, call, call.Cancel));
            }
        }
    }
}
