using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Rebuilds;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Replaces the servers of a rebuild with those of an earlier commit.</summary>
[Cmdlet(VerbsData.Restore, "Server", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(RebuildReport))]
public sealed class RestoreServerCommand : RolloutCmdlet
{
    private const string ByReport = "Report";

    // Only the pipeline's thread may write.
    private readonly List<string> said = [];

    /// <summary>An entry of the history, whose commit to go back to.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByReport)]
    [Exactly(typeof(RebuildReport))]
    [ValidateNotNull]
    public RebuildReport? Report { get; set; }

    /// <summary>The commit, branch or tag to go back to; default: the last one before the current whose servers passed their tests.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByRepository)]
    [Parameter(ParameterSetName = BySettings)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Commit { get; set; }

    /// <summary>The file that Register-ServerRebuild writes, in place of all other parameters but -Force.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySettings)]
    [ValidateNotNullOrEmpty]
    public string? SettingsPath { get; set; }

    private protected override RebuildOptions Read()
    {
        if (SettingsPath is { } file)
        {
            return ReadSettings(file);
        }
        var options = ReadTyped();
        // A way back that loses the volumes is none.
        return SaysHowToStart() ? options : Task.Run(() => RebuildRegistrar.WithScheduledAsync(options, said.Add, cancel: Stop)).GetAwaiter().GetResult();
    }

    private RebuildOptions ReadTyped()
    {
        if (Report is { } report && ParameterSetName == ByReport)
        {
            (Name, Path, Commit) = (report.Name, report.Path, report.Commit.Length > 0 ? report.Commit : throw new Errors.ReferenceNotFoundException(report.Path, $"the commit of {report}"));
            return base.Read() with { Repository = StateRepo.Locate(report.Path) };
        }
        return base.Read();
    }

    private protected override void Serve(RebuildOptions options)
    {
        said.ForEach(WriteWarning);
        said.Clear();
        var commit = Commit;
        if (ShouldProcess(options.Name, $"Replace the servers with those of {commit ?? "the last good commit"} of {options.Repository.Path}"))
        {
            Roll($"Restoring {options.Name}", options, call => new ServerRebuilds(ThisHost).RestoreAsync(options, commit, call, call.Warn, call.Cancel));
        }
    }
}
