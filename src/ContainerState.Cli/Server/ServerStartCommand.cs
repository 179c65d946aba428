using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server start</c></summary>
internal sealed class ServerStartCommand : CliCommand
{
    private readonly Argument<string?> image = new("IMAGE")
    {
        Description = "A name, or the first digits of an id; default: the image of the repository's HEAD.",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { Names.Images },
    };

    private readonly Option<string?> name = new("--name") { Description = "The server's name; default: the image's name with a number.", HelpName = "NAME" };

    private readonly Option<int> count = new("--count") { Description = "How many servers to start.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<bool> wait = new("--wait") { Description = "Return only when the checks in state.yaml pass." };

    private readonly Option<double?> timeout = new("--timeout") { Description = "Seconds to wait for each server's checks; default: as long as the checks' own attempts take. Implies --wait.", HelpName = "SECONDS" };

    private readonly Option<bool> stopUnready = new("--stop-unready") { Description = "Stop a server whose checks do not pass, instead of leaving it for you to look at. Implies --wait." };

    private readonly StartArguments given = new();

    /// <summary>Creates the command.</summary>
    public ServerStartCommand()
        : base("start", "Start servers from an image.")
    {
        Add(image);
        Add(name);
        Add(count);
        Add(wait);
        Add(timeout);
        Add(stopUnready);
        foreach (var option in given.All)
        {
            Add(option);
        }
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var options = new StartOptions { Name = run.Get(name), Count = run.Get(count), Wait = run.Get(wait) || run.Typed(timeout) || run.Get(stopUnready), TimeoutSeconds = run.Get(timeout), StopUnready = run.Get(stopUnready) };
        if (options.Count is < 1 or > StartOptions.MostServers)
        {
            throw new UsageException($"--count {options.Count} is out of range.", $"Give a number from 1 to {StartOptions.MostServers}.");
        }
        if (options.TimeoutSeconds is not (null or (>= 0 and <= StartOptions.LongestTimeoutSeconds)))
        {
            throw new UsageException($"--timeout {options.TimeoutSeconds} is out of range.", $"Give seconds, from 0 to {StartOptions.LongestTimeoutSeconds}.");
        }
        options = await given.FillAsync(run, options);
        var started = new List<EphemeralServer>();
        try
        {
            await foreach (var server in new EphemeralServers(run.Host).StartAsync(FindImage(run), options, run.Progress, (_, fault) => run.Fail(fault), run.Output.Warning, run.Cancel))
            {
                started.Add(server);
                if (run.Output.Json || options.Count == 1)
                {
                    run.Output.Write(ServerView.Instance, server);
                }
            }
        }
        finally
        {
            // Servers that run are shown even if a later one failed, since somebody must stop them.
            if (!run.Output.Json && options.Count > 1)
            {
                run.Output.WriteTable(ServerView.Instance, started);
            }
        }
    }

    private ServerImage FindImage(Invocation run)
    {
        if (run.Get(image) is { } text)
        {
            return new EphemeralServers(run.Host).FindImage(text);
        }
        var repository = run.LocateRepository();
        return new ImageBuilder(run.Host).Find(repository) ?? throw ImageFaults.NotBuilt(repository.Path, repository.Head);
    }
}
