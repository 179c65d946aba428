using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

/// <summary>A supervisor as a process of its own, and what it has said so far.</summary>
internal sealed class RunningSupervisor : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task reading;
    private readonly Task<string> error;
    private readonly ConcurrentQueue<Said> said = new();

    private RunningSupervisor(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
        reading = Task.Run(ReadAsync);
    }

    /// <summary>One event.</summary>
    internal sealed record Said(string Kind, string Server, string Image, string Detail, int Well, DateTime TimeUtc);

    /// <summary>All events so far.</summary>
    public IReadOnlyList<Said> Events => [.. said];

    /// <summary>Starts <c>server supervise</c>.</summary>
    public static RunningSupervisor Start(CommandLineProgram program, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(program.Start([], environment, ["server", "supervise", .. arguments]));

    /// <inheritdoc cref="Start(CommandLineProgram, IReadOnlyDictionary{string, string}, string[])"/>
    public static RunningSupervisor Start(CommandLineProgram program, params string[] arguments) => Start(program, new Dictionary<string, string>(), arguments);

    /// <summary>How many events of a kind there were.</summary>
    public int Count(string kind) => said.Count(one => one.Kind == kind);

    /// <summary>Waits for something to have been said.</summary>
    public async Task<Said> WaitAsync(Func<Said, bool> wanted, int seconds = 30)
    {
        if (await Eventually.LookAsync(() => said.FirstOrDefault(wanted), one => one is not null || HasEnded, seconds) is { } found)
        {
            return found;
        }
        Assert.False(HasEnded, $"it ended: {string.Join('\n', said)} {(error.IsCompleted ? await error : "")}");
        throw new TimeoutException($"not said in {seconds} s; what was said: {string.Join('\n', said)}");
    }

    /// <summary>SIGKILL, to it alone.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (!process.HasExited)
        {
            await ProgramRunner.RunAsync(new ProgramCommand("kill").With("-TERM", process.Id.ToString(CultureInfo.InvariantCulture)));
        }
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }

    /// <summary>What it said on standard error.</summary>
    public Task<string> ErrorAsync() => error;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }
        process.Dispose();
    }

    private bool HasEnded => process.HasExited && reading.IsCompleted;

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var one = JsonDocument.Parse(line).RootElement;
            string Text(string name) => one.GetProperty(name).GetString()!;
            said.Enqueue(new(Text("event"), Text("server"), Text("image"), Text("detail"), one.GetProperty("well").GetInt32(), one.GetProperty("timeUtc").GetDateTime()));
        }
    }
}
