using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.Cli.Volume;

/// <summary><c>containerstate volume remove</c></summary>
internal sealed class VolumeRemoveCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The volumes, with *, ? and [a-c] as wildcards.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Volumes } };

    private readonly Option<bool> force = new("--force") { Description = "Do not ask for confirmation." };

    /// <summary>Creates the command.</summary>
    public VolumeRemoveCommand()
        : base("remove", "Remove volumes that no server has, with all their data.")
    {
        Add(names);
        Add(force);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        var forced = run.Get(force);
        if (!forced && (run.Output.Json || Console.IsInputRedirected || Console.IsErrorRedirected))
        {
            throw new UsageException("Removing a volume removes its data, and there is no terminal to ask for confirmation.", "Give --force.");
        }
        return ForEachAsync(run, run.Require(names), async name =>
        {
            var found = new ServerVolumes(run.Host).Find(name);
            if (found.Count == 0 || (!forced && !Confirmed(found)))
            {
                return;
            }
            await ForEachAsync(run, found, async volume =>
            {
                await new ServerVolumes(run.Host).RemoveAsync(volume, run.Cancel);
                run.Output.Line($"Removed {Plain.Line(volume.Name)}.");
            });
        });
    }

    private static bool Confirmed(IReadOnlyList<ServerVolume> volumes)
    {
        Console.Error.Write($"Remove {Plain.Line(string.Join(", ", volumes.Select(volume => volume.Name)))}, with all data? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
