using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists what rebuilds and restores have rolled out, or what is scheduled.</summary>
[Cmdlet(VerbsCommon.Get, "ServerRebuild")]
[OutputType(typeof(RebuildReport), typeof(RebuildRegistration))]
public sealed class GetServerRebuildCommand : RepositoryCmdlet
{
    /// <summary>The names; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RebuildNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How many runs of each name.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Last { get; set; } = 20;

    /// <summary>Lists what is scheduled on this host, not what has run.</summary>
    [Parameter]
    public SwitchParameter Scheduled { get; set; }

    /// <summary>With -Scheduled: where to look; default: where systemd and cron do.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UnitFolder { get; set; }

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (Scheduled)
            {
                if (TryWait(name, () => RebuildRegistrar.FindAsync(name, UnitFolder is null ? null : FullPath(UnitFolder), Stop), out var scheduled))
                {
                    WriteObject(scheduled, enumerateCollection: true);
                }
            }
            else if (TryFind(Path, out var repository, readable: false) && TryAsk(name, () => new ServerRebuilds(ThisHost).List(repository, name, Last, WriteWarning, fault => WriteError(fault, name)), out var reports))
            {
                WriteObject(reports, enumerateCollection: true);
            }
        }
    }
}
