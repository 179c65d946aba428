using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server rebuilds</c></summary>
internal sealed class ServerRebuildsCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Rebuilds } };

    private readonly Option<int> last = new("--last") { Description = "How many runs of each name to list.", HelpName = "N", DefaultValueFactory = _ => 20 };

    private readonly Option<bool> scheduled = new("--scheduled") { Description = "List what is scheduled on this host, not what has run." };

    private readonly Option<string?> folder = new("--unit-folder") { Description = "With --scheduled: where to look; default: /etc/systemd/system and /etc/cron.d.", HelpName = "DIR" };

    /// <summary>Creates the command.</summary>
    public ServerRebuildsCommand()
        : base("rebuilds", "List what rebuilds and restores have rolled out, from the history in the repository.")
    {
        Add(name);
        foreach (var option in (Option[])[last, scheduled, folder])
        {
            Add(option);
        }
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        if (run.Get(scheduled))
        {
            run.Output.WriteTable(RebuildRegistrationView.Instance, await RebuildRegistrar.FindAsync(run.Get(name) ?? "*", run.Get(folder), run.Cancel));
            return;
        }
        var most = run.Get(last);
        run.Output.WriteTable(
            RebuildReportView.Instance,
            new ServerRebuilds(run.Host).List(
                run.LocateRepository(),
                run.Get(name),
                most > 0 ? most : throw new UsageException($"--last {most} is out of range.", "Give a number above 0."),
                run.Output.Warning,
                run.Fail));
    }
}
