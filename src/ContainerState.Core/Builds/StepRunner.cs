using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>Carries out one build step: from its trees to the commit of its output.</summary>
internal static class StepRunner
{
    // Killed by signal 9, as a shell says it.
    private const int Killed = 137;

    /// <summary>Runs the step, and writes what it made into the repository.</summary>
    /// <returns>The output's commit.</returns>
    /// <exception cref="BuildFailedException">The step failed, ran too long, said too much, or left processes behind.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.BuildOutput"/>: Its output is refused.</exception>
    public static async Task<string> RunAsync(
        Host host, GitStore store, BuildStep step, StepSurroundings surroundings, Action<string>? line, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await using var container = await StepContainer.CreateAsync(host, store, step, surroundings, progress, cancel);
        using var output = new StepOutput(host.BuildLogs, step.Key, line);
        var limits = step.Component.Limits;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(TimeSpan.FromMinutes(limits.Minutes));
        (int ExitCode, string Left)? ended;
        try
        {
            ended = await container.RunAsync(output.ReadAsync, time.Token);
        }
        catch (InvalidDataException) when (output.IsTooMuch)
        {
            throw Failed($"it said more than {StepOutput.MostBytes >> 20} MiB, and was killed");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Failed($"it ran for more than {limits.Minutes} minutes, which limits: allows, and was killed");
        }
        catch (ServerStartException fault)
        {
            throw Failed($"its container did not start: {fault.Log}");
        }
        if (ended is not { } status)
        {
            throw Failed($"it ended without saying how: killed as a whole, for more than {Size(limits.MemoryBytes)} of memory perhaps, or /run was filled");
        }
        if (status.ExitCode != 0)
        {
            var why = container.IsFull() ? $"; the {Size(limits.ScratchBytes)} that it may write are full (limits: scratch)"
                : status.ExitCode == Killed ? $"; a process was killed, perhaps since it used more than {Size(limits.MemoryBytes)} (limits: memory)"
                : "";
            throw Failed($"the step ended with exit code {status.ExitCode}{why}", status.ExitCode);
        }
        if (status.Left.Length > 0)
        {
            throw Failed($"it left processes behind: {Quoted.Text(status.Left)}; a step ends when all that it started has ended", 0);
        }
        if (!Directory.EnumerateFileSystemEntries(container.Output).Any())
        {
            throw Failed("it put nothing into $OUT", 0);
        }
        progress?.Report(new StepProgress("Take output", step.Component.Name));
        return await OutputTree.CommitAsync(store, container.Output, step, container.FirstId, cancel);

        BuildFailedException Failed(string detail, int? exitCode = null) =>
            new(step.Component.Name, detail, exitCode, string.Join(Environment.NewLine, output.LastLines), output.File);
    }

    private static string Size(long bytes) => bytes >= 1 << 30 && bytes % (1 << 30) == 0 ? $"{bytes >> 30} GiB" : $"{bytes >> 20} MiB";
}
