using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server start</c></summary>
internal sealed class ServerStartCommand : CliCommand
{
    private readonly Argument<string?> image = new("IMAGE")
    {
        Description = "A name, or the beginning of an id; the image of the repository's HEAD when left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> name = new("--name") { Description = "The server's name; the image's with a number when left out.", HelpName = "NAME" };

    private readonly Option<int> count = new("--count") { Description = "How many to start.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<bool> wait = new("--wait") { Description = "Return only when the checks of state.yaml pass." };

    private readonly StartArguments given = new();

    /// <summary>Creates the command.</summary>
    public ServerStartCommand()
        : base("start", "Start servers of an image.")
    {
        Add(image);
        Add(name);
        Add(count);
        Add(wait);
        foreach (var option in given.All)
        {
            Add(option);
        }
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var options = new StartOptions { Name = run.Get(name), Count = run.Get(count), Wait = run.Get(wait) };
        if (options.Count is < 1 or > 500)
        {
            throw new UsageException($"--count {options.Count} is not possible.", "Give a number from 1 to 500.");
        }
        options = await given.FillAsync(run, options);
        var started = new List<EphemeralServer>();
        try
        {
            await foreach (var server in EphemeralServers.StartAsync(FindImage(run), options, run.Progress, run.Cancel))
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
            // Those that run are shown even when a later one failed, since somebody must stop them.
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
            return EphemeralServers.FindImage(text);
        }
        var repository = run.LocateRepository();
        return ImageBuilder.Find(repository) ?? throw new ImageNotFoundException(repository.Head);
    }
}
