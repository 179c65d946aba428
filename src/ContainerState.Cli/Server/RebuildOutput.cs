using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary>Shows what a rebuild or a restore came to.</summary>
internal static class RebuildOutput
{
    /// <summary>The option that names the file of a schedule.</summary>
    public static Option<string?> Settings() => new("--settings")
    {
        Description = "The file that server schedule writes, in place of all other options but --force.",
        HelpName = "FILE",
    };

    /// <summary>Shows a report, and reports its error; the exit code is 1 when there is one.</summary>
    public static void Show(Invocation run, RebuildReport report)
    {
        run.Output.Write(RebuildReportView.Instance, report);
        if (!run.Output.Json)
        {
            run.Output.WriteTable(RebuildStepView.Instance, report.Steps);
        }
        if (report.Fault is { } fault)
        {
            run.FailWith(ExitCodes.TestFailed);
            run.Fail(fault);
        }
    }
}
