using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server unschedule</c></summary>
internal sealed class ServerUnscheduleCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The names, with *, ? and [a-c] as wildcards.", Arity = ArgumentArity.OneOrMore };

    private readonly Option<string?> folder = new("--unit-folder") { Description = "Where to look; default: /etc/systemd/system and /etc/cron.d.", HelpName = "DIR" };

    /// <summary>Creates the command.</summary>
    public ServerUnscheduleCommand()
        : base("unschedule", "Disable and remove what server schedule wrote. The servers stay as they are.")
    {
        Add(names);
        Add(folder);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, run.Require(names), async name =>
    {
        foreach (var one in await RebuildRegistrar.FindAsync(name, run.Get(folder), run.Cancel))
        {
            await RebuildRegistrar.UnregisterAsync(one, run.Cancel);
            run.Output.Line($"Removed {Plain.Line(one.Path)}.");
        }
    });
}
