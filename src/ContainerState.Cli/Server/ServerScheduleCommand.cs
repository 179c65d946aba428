using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server schedule</c></summary>
internal sealed class ServerScheduleCommand : CliCommand
{
    private readonly RebuildArguments arguments = new();

    private readonly Argument<string> schedule = new("SCHEDULE")
    {
        Description = "When to run it: a calendar event of systemd.time(7), such as daily or 'Mon 04:00'; with --cron the five fields of crontab(5), such as '30 2 * * *'.",
    };

    private readonly Option<bool> cron = new("--cron") { Description = "Write a file for cron, not a systemd timer and its service." };

    private readonly Option<string?> folder = new("--unit-folder") { Description = "The folder to write to; default: /etc/systemd/system, or /etc/cron.d with --cron.", HelpName = "DIR" };

    /// <summary>Creates the command.</summary>
    public ServerScheduleCommand()
        : base("schedule", "Have server rebuild run on a schedule, and after a boot: write a systemd timer and its service, or a file for cron.")
    {
        Add(schedule);
        Add(cron);
        Add(folder);
        arguments.AddTo(this);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        // As for server register.
        var program = Path.GetFileName(Environment.ProcessPath) == "containerstate" ? Environment.ProcessPath : null;
        run.Output.Write(
            RebuildRegistrationView.Instance,
            await RebuildRegistrar.RegisterAsync(await arguments.ReadAsync(run), run.Require(schedule), run.Get(cron), run.Get(folder), program, run.Output.Warning, run.Cancel));
    }
}
