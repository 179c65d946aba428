using System.Management.Automation;
using ContainerState.Reports.Pages;
using ContainerState.Reports.States;

namespace ContainerState.PowerShell.Commands;

/// <summary>Writes a page about a repository: its components, sizes, build times, pins and roll-outs.</summary>
[Cmdlet(VerbsCommon.Show, "StateRepo", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ShowStateRepoCommand : RepositoryFileCmdlet
{
    /// <summary>The page's file; default: one named after the repository, in the current location or beside the repository.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Output { get; set; }

    /// <summary>Asks the remotes of all dependencies what is newer.</summary>
    [Parameter]
    public SwitchParameter Outdated { get; set; }

    /// <summary>Writes the page of each repository as it comes.</summary>
    protected override void ProcessRecord()
    {
        if (!TryFind(Path, out var repository)
            || !TryAsk(repository, () => ReportPage.PlaceOf(repository, Output is null ? null : FullPath(Output), FullPath(".")), out var file)
            || !ShouldWrite(repository, file, "a report"))
        {
            return;
        }
        Run($"Looking at {repository.Name}", repository, async call =>
            call.Write(ReportPage.Write(await new StateRepoReports(ThisHost).ReadAsync(repository, Outdated, call, call.Cancel), file)));
    }
}
