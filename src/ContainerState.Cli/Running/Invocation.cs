using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Cli.Running;

/// <summary>One run of one command: what was typed, where its results go, and whether it was cancelled.</summary>
internal sealed class Invocation(ParseResult parsed, CommandOutput output, CancellationToken cancel)
{
    /// <summary>Where results, warnings and errors go.</summary>
    public CommandOutput Output { get; } = output;

    /// <summary>The host that the command runs on.</summary>
    public Platform.Host Host { get; } = Platform.Host.Local();

    /// <summary>Is cancelled by Ctrl+C and SIGTERM.</summary>
    public CancellationToken Cancel { get; } = cancel;

    /// <summary>Where the core reports its progress; null if nobody would see it.</summary>
    public IProgress<StepProgress>? Progress => Output.Progress;

    /// <summary>The exit code of the process: that of the first failure.</summary>
    public int ExitCode { get; private set; }

    private string RepositoryPath => Get(CommonOptions.Repository) ?? Environment.CurrentDirectory;

    /// <summary>The value of an option; its default when it was not typed.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument; its default when it was not typed.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The value of an argument that the parser has required.</summary>
    public T Require<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The parts of an option that takes several values, each of which may be a list with commas.</summary>
    public IReadOnlyList<string> List(Option<string[]> option) =>
        [.. (parsed.GetValue(option) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>True when the option was typed.</summary>
    public bool Typed(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The state repository that <c>--repo</c> names, or that the current folder is in.</summary>
    public StateRepo OpenRepository() => StateRepo.Open(RepositoryPath);

    /// <summary>The same, without reading its state.yaml yet: for commands that may have nothing to do.</summary>
    public StateRepo LocateRepository() => StateRepo.Locate(RepositoryPath);

    /// <summary>Reports that one item failed; the command goes on with the next.</summary>
    public void Fail(Exception error)
    {
        var report = ErrorReport.Of(error);
        Output.Error(report, error);
        FailWith(report.ExitCode);
    }

    /// <summary>Sets the exit code of the process, unless something else has failed before.</summary>
    public void FailWith(int exitCode) => ExitCode = ExitCode == ExitCodes.Ok ? exitCode : ExitCode;
}
