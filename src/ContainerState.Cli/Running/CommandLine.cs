using System.CommandLine;
using System.CommandLine.Parsing;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Running;

/// <summary>The whole command line: parses it, runs the command, and returns the exit code.</summary>
internal static class CommandLine
{
    private static readonly (string Name, string Description, Func<CliCommand[]> Commands)[] Nouns =
    [
        ("repo", "State repositories: each commit is a whole server.", RepoCommands),
        ("dependency", "The dependencies of a state repository.", DependencyCommands),
        ("image", "Read-only filesystems, each made from one commit.", ImageCommands),
        ("cache", "The results of build steps, with any Git remote as a cache.", CacheCommands),
        ("server", "Servers: running images.", ServerCommands),
        ("volume", "Volumes: data that outlives the servers that have it.", VolumeCommands),
        ("host", "This machine, and what it needs to build and run servers.", HostCommands),
    ];

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        // A name such as @file must stay a name; by default the parser would read arguments out of that file.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        if (Suggestions.AreAsked(args))
        {
            var line = Suggestions.LineOf(args);
            foreach (var word in Suggestions.For(line, Root([.. CommandLineParser.SplitCommandLine(line)], isAsked: true).Parse(line, configuration)))
            {
                Console.Out.WriteLine(word);
            }
            return ExitCodes.Ok;
        }
        var parsed = Root(args).Parse(args, configuration);
        if (parsed.Errors.Count > 0)
        {
            return ReportUsage(parsed);
        }
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            cancel);
    }

    // The commands of a noun are created only if the noun was typed: creating all of them takes longer than running one.
    private static Command Root(string[] args, bool isAsked = false)
    {
        const string Description = "One Git commit is a whole server.";
        var root = isAsked || args.Length == 0 || args.Any(MayAskAboutUs) ? new RootCommand(Description) : new Command("containerstate", Description);
        root.Add(CommonOptions.Json);
        foreach (var (name, description, commands) in Nouns)
        {
            var noun = new Command(name, description);
            if (args.Contains(name, StringComparer.Ordinal))
            {
                foreach (var command in commands())
                {
                    // Without this, help has in its place all that completion finds on this machine.
                    foreach (var argument in command.Arguments)
                    {
                        argument.HelpName = argument.Name;
                    }
                    noun.Add(command);
                }
            }
            root.Add(noun);
        }
        root.Add(new Demo.DemoCommand());
        return root;
    }

    // --help, -h, -?, /?, --version, [diagram]: only then are these made, since reading their texts takes longer than parsing.
    private static bool MayAskAboutUs(string arg) =>
        arg is ['-', not '-', ..] or ['/', ..] or ['[', ..]
        || arg.StartsWith("--h", StringComparison.Ordinal)
        || arg.StartsWith("--v", StringComparison.Ordinal);

    private static CliCommand[] RepoCommands() =>
        [
            new Repo.RepoNewCommand(), new Repo.RepoShowCommand(), new Repo.RepoCloneCommand(), new Repo.RepoUpdateCommand(), new Repo.RepoTestCommand(),
            new Repo.RepoReportCommand(), new Repo.RepoInventoryCommand(),
        ];

    private static CliCommand[] DependencyCommands() =>
        [new Dependency.DependencyAddCommand(), new Dependency.DependencyListCommand(), new Dependency.DependencyUpdateCommand(), new Dependency.DependencyRemoveCommand()];

    private static CliCommand[] ImageCommands() =>
        [
            new Image.ImageBuildCommand(), new Image.ImageDebugCommand(), new Image.ImageListCommand(), new Image.ImageContentCommand(),
            new Image.ImageCompareCommand(), new Image.ImageRemoveCommand(), new Image.ImageTestCommand(),
        ];

    private static CliCommand[] CacheCommands() => [new Cache.CachePushCommand(), new Cache.CachePullCommand(), new Cache.CacheClearCommand()];

    private static CliCommand[] ServerCommands() =>
        [
            new Server.ServerStartCommand(), new Server.ServerListCommand(), new Server.ServerTestCommand(), new Server.ServerWaitCommand(),
            new Server.ServerLogCommand(), new Server.ServerStopCommand(), new Server.ServerSuperviseCommand(),
            new Server.ServerRegisterCommand(), new Server.ServerRebuildCommand(), new Server.ServerRestoreCommand(), new Server.ServerRebuildsCommand(),
            new Server.ServerScheduleCommand(), new Server.ServerUnscheduleCommand(),
        ];

    private static CliCommand[] VolumeCommands() => [new Volume.VolumeNewCommand(), new Volume.VolumeListCommand(), new Volume.VolumeRemoveCommand()];

    private static CliCommand[] HostCommands() => [new Host.HostSetupCommand(), new Host.HostCheckCommand(), new Host.HostPackagesCommand(), new Host.HostMetricsCommand()];

    private static int ReportUsage(ParseResult parsed)
    {
        using var output = new CommandOutput(parsed.GetValue(CommonOptions.Json));
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Parent: not null } command)
            {
                names.Push(command.Command.Name);
            }
        }
        names.Push("containerstate");
        var problem = string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct());
        var usage = new UsageException(problem, $"See {string.Join(' ', names)} --help.");
        output.Error(ErrorReport.Of(usage), usage);
        return ExitCodes.Usage;
    }
}
