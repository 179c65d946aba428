using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Errors;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Server;

/// <summary>The options of a supervisor: the same for running one and for writing the unit that will run it.</summary>
internal sealed class SupervisorArguments
{
    private readonly Argument<string?> image = new("IMAGE")
    {
        Description = "A name, or the first digits of an id, of an image to stay with; default: follow the newest image of the repository.",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { Names.Images },
    };

    private readonly Option<string> name = new("--name") { Description = "The supervisor's name; its servers have this name with a number.", HelpName = "NAME", Required = true, CompletionSources = { Names.Supervisors } };

    private readonly Option<int> count = new("--count") { Description = "How many healthy servers to keep.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<string?> reference = new("--ref") { Description = "The branch or tag whose newest image to follow; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    private readonly Option<double> interval = new("--interval") { Description = "Seconds between two rounds of checks, and between two searches for a new image.", HelpName = "SECONDS", DefaultValueFactory = _ => 2 };

    private readonly Option<int> failures = new("--failures") { Description = "How many times in a row the checks of a server must fail before it is replaced.", HelpName = "N", DefaultValueFactory = _ => 3 };

    private readonly Option<double> settle = new("--settle") { Description = "Seconds that a server of a new image must stay healthy before an old one is stopped.", HelpName = "SECONDS", DefaultValueFactory = _ => 3 };

    private readonly Option<double> drain = DrainOption();

    private readonly StartArguments start = new();

    /// <summary>How long connections may go on, for supervisors and rebuilds alike.</summary>
    public static Option<double> DrainOption() => new("--drain")
    {
        Description = "With --publish: seconds that a server which is replaced may go on with the connections that it has, at most.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => StartOptions.UsualDrain.TotalSeconds,
    };

    private IEnumerable<Option> All => [name, count, reference, interval, failures, settle, drain, .. start.All, CommonOptions.Repository];

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(image);
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>Lets a file say all of it in place of these arguments.</summary>
    /// <param name="command">The command that they were added to.</param>
    /// <param name="settings">The option that names the file.</param>
    public void GiveWayTo(Command command, Option<string?> settings)
    {
        name.Required = false;
        command.Add(settings);
        command.Validators.Add(parsed =>
        {
            var typed = parsed.GetResult(image) is { Tokens.Count: > 0 } ? image.Name : All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
            var fault = parsed.GetResult(settings) is null
                ? parsed.GetResult(name) is null ? $"Option '{name.Name}' is required, unless {settings.Name} names a file." : null
                : typed is null ? null : $"{settings.Name} leaves no room for {typed}: the file says all.";
            if (fault is not null)
            {
                parsed.AddError(fault);
            }
        });
    }

    /// <summary>What was typed.</summary>
    public async Task<SupervisorOptions> ReadAsync(Invocation run)
    {
        if (run.Get(image) is not null && (run.Get(reference) is not null || run.Get(CommonOptions.Repository) is not null))
        {
            throw new UsageException("An image cannot be combined with --repo or --ref.", "Leave one of them out.");
        }
        return new()
        {
            Name = run.Get(name)!,
            Count = run.Get(count),
            Image = run.Get(image) is { } text ? new EphemeralServers(run.Host).FindImage(text) : null,
            Repository = run.Get(image) is null ? run.LocateRepository() : null,
            Reference = run.Get(reference),
            Interval = Seconds(run.Get(interval)),
            Failures = run.Get(failures),
            Settle = Seconds(run.Get(settle)),
            Drain = Seconds(run.Get(drain)),
            Start = await start.FillAsync(run, new()),
        };
    }

    /// <summary>A number of seconds. A value that does not fit is refused by the same rule as one that is merely too large.</summary>
    internal static TimeSpan Seconds(double value) =>
        double.IsFinite(value) ? TimeSpan.FromSeconds(Math.Clamp(value, -1, 1e6)) : throw new InvalidNameException("number of seconds", $"{value}", "a number");
}
