using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary>What is rebuilt, and how: the same for running it, for restoring and for scheduling it.</summary>
internal sealed class RebuildArguments
{
    private readonly Option<string> name = new("--name") { Description = "What the servers are called: this name with the moment of their start, such as web-261127093000-1.", HelpName = "NAME", Required = true, CompletionSources = { Names.Rebuilds } };

    private readonly Option<int?> count = new("--count") { Description = "How many servers to start; default: as many as in the last run that succeeded, and 1 at first.", HelpName = "N" };

    private readonly Option<bool> pull = new("--pull") { Description = "Pull the repository first." };

    private readonly Option<string[]> update = new("--update") { Description = "The dependencies to update first, as dependency update does: names, with *, ? and [a-c] as wildcards, such as '*' for all. Can be repeated, or be a list with commas.", HelpName = "NAME", CompletionSources = { Names.Dependencies } };

    private readonly Option<bool> allowFailedUpdate = new("--allow-failed-update") { Description = "Roll out what there is even if the pull or the update fails; without it, nothing is rolled out then." };

    private readonly Option<bool> allowSsh = new("--allow-ssh") { Description = "Allow the image to contain an ssh server." };

    private readonly Option<bool> force = new("--force") { Description = "Replace the servers even if they run from the same image, and roll out what a restore has taken back." };

    private readonly Option<double> drain = SupervisorArguments.DrainOption();

    private readonly StartArguments start = new();

    private readonly bool isRestore;

    /// <summary>Creates them.</summary>
    /// <param name="isRestore">True without those that are about the newest commit.</param>
    public RebuildArguments(bool isRestore = false) => this.isRestore = isRestore;

    private IEnumerable<Option> All =>
        [name, count, .. isRestore ? (Option[])[] : [pull, update, allowFailedUpdate], allowSsh, force, drain, .. start.All, CommonOptions.Repository];

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
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
            var typed = All.FirstOrDefault(option => option != force && parsed.GetResult(option) is { Implicit: false })?.Name;
            var fault = parsed.GetResult(settings) is null
                ? parsed.GetResult(name) is null ? $"Option '{name.Name}' is required, unless {settings.Name} names a file." : null
                : typed is null ? null : $"{settings.Name} leaves no room for {typed}: the file says all.";
            if (fault is not null)
            {
                parsed.AddError(fault);
            }
        });
    }

    /// <summary>What was typed, or what the file says.</summary>
    public async Task<RebuildOptions> ReadAsync(Invocation run, Option<string?>? settings = null)
    {
        if (settings is not null && run.Get(settings) is { } file)
        {
            var read = await RebuildRegistrar.ReadOptionsAsync(file, run.Cancel);
            return read with { Force = read.Force || run.Get(force) };
        }
        var typed = new RebuildOptions
        {
            Name = run.Get(name)!,
            Repository = run.LocateRepository(),
            Count = run.Get(count),
            Pull = !isRestore && run.Get(pull),
            UpdateDependencies = isRestore ? [] : run.List(update),
            AllowFailedUpdate = !isRestore && run.Get(allowFailedUpdate),
            AllowSsh = run.Get(allowSsh),
            Force = run.Get(force),
            Drain = SupervisorArguments.Seconds(run.Get(drain)),
            Start = await start.FillAsync(run, new()),
        };
        // A way back that loses the volumes is none.
        return isRestore && !start.All.Append(drain).Any(run.Typed) ? await RebuildRegistrar.WithScheduledAsync(typed, run.Output.Warning, cancel: run.Cancel) : typed;
    }
}
