using System.CommandLine;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Running;

/// <summary>A command that does something: it binds the arguments, calls the core, and shows the results.</summary>
internal abstract class CliCommand : Command
{
    /// <summary>Creates the command.</summary>
    protected CliCommand(string name, string description)
        : base(name, description) => SetAction(InvokeAsync);

    /// <summary>Does it. What it throws is reported and becomes the exit code.</summary>
    protected abstract Task RunAsync(Invocation run);

    /// <summary>Processes the items one after the other; a failed one is reported, and the next is still processed.</summary>
    protected static async Task ForEachAsync<T>(Invocation run, IEnumerable<T> items, Func<T, Task> action)
    {
        foreach (var item in items)
        {
            run.Cancel.ThrowIfCancellationRequested();
            try
            {
                await action(item);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                run.Fail(error);
            }
        }
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var output = new CommandOutput(parsed.GetValue(CommonOptions.Json));
        var run = new Invocation(parsed, output, cancel);
        try
        {
            await RunAsync(run);
        }
        catch (Exception error)
        {
            run.Fail(error);
        }
        return run.ExitCode;
    }
}
