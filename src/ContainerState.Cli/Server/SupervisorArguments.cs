using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Errors;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Server;

/// <summary>What a supervisor is told: the same for the one that runs, and for the unit that will run it.</summary>
internal sealed class SupervisorArguments
{
    private readonly Argument<string?> image = new("IMAGE")
    {
        Description = "A name, or the beginning of an id, which stays the same; when left out, the newest image of the repository, again and again.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> name = new("--name") { Description = "The supervisor's name; its servers get a number behind it.", HelpName = "NAME", Required = true };

    private readonly Option<int> count = new("--count") { Description = "How many healthy servers to keep.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<string?> reference = new("--ref") { Description = "The branch or tag whose newest image is followed; HEAD when left out.", HelpName = "REF" };

    private readonly Option<double> interval = new("--interval") { Description = "Seconds between two rounds of checks, and two looks for a new image.", HelpName = "SECONDS", DefaultValueFactory = _ => 2 };

    private readonly Option<int> failures = new("--failures") { Description = "How often in a row its checks must fail before a server is replaced.", HelpName = "N", DefaultValueFactory = _ => 3 };

    private readonly Option<double> settle = new("--settle") { Description = "Seconds that a server of a new image must be well before an old one goes.", HelpName = "SECONDS", DefaultValueFactory = _ => 3 };

    private readonly StartArguments start = new();

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(image);
        foreach (var option in (Option[])[name, count, reference, interval, failures, settle, .. start.All, CommonOptions.Repository])
        {
            command.Add(option);
        }
    }

    /// <summary>What was typed.</summary>
    public async Task<SupervisorOptions> ReadAsync(Invocation run)
    {
        if (run.Get(image) is not null && (run.Get(reference) is not null || run.Get(CommonOptions.Repository) is not null))
        {
            throw new UsageException("An image that stays the same has no --repo and no --ref.", "Leave one of them out.");
        }
        return new()
        {
            Name = run.Get(name)!,
            Count = run.Get(count),
            Image = run.Get(image) is { } text ? EphemeralServers.FindImage(text) : null,
            Repository = run.Get(image) is null ? run.LocateRepository() : null,
            Reference = run.Get(reference),
            Interval = Seconds(run.Get(interval)),
            Failures = run.Get(failures),
            Settle = Seconds(run.Get(settle)),
            Start = await start.FillAsync(run, new()),
            SecretFiles = start.SecretFiles(run),
        };
    }

    // More than fits is refused by the same rule as what is merely too much.
    private static TimeSpan Seconds(double value) =>
        double.IsFinite(value) ? TimeSpan.FromSeconds(Math.Clamp(value, -1, 1e6)) : throw new InvalidNameException("number of seconds", $"{value}", "a number");
}
