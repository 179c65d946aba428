using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Reports.Pages;
using ContainerState.Reports.States;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo report</c></summary>
internal sealed class RepoReportCommand : CliCommand
{
    private readonly Option<string?> file = new("--output")
    {
        Description = "Write the page to this file, whole; its name ends in .html. Default: NAME-report.html in the current folder, or beside the repository when that is in it. With --json, a page is written only if this is given.",
        HelpName = "FILE",
    };

    private readonly Option<bool> outdated = new("--outdated") { Description = "Ask the remotes of all dependencies what is newer: that needs the network." };

    /// <summary>Creates the command.</summary>
    public RepoReportCommand()
        : base("report", "Write a page about HEAD: its components, sizes, build times, pins and roll-outs. Nothing else is changed.")
    {
        Add(file);
        Add(outdated);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var repository = run.OpenRepository();
        var given = run.Get(file);
        var path = run.Output.Json && given is null ? null : ReportPage.PlaceOf(repository, given is null ? null : Path.GetFullPath(given), Environment.CurrentDirectory);
        var report = await new StateRepoReports(run.Host).ReadAsync(repository, run.Get(outdated), run.Progress, run.Cancel);
        if (path is not null)
        {
            ReportPage.Write(report, path);
            run.Output.Line(path);
        }
        if (run.Output.Json)
        {
            run.Output.Write(StateReportView.Instance, report);
        }
    }
}
