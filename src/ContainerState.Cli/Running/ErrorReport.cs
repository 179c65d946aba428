using ContainerState.Errors;

namespace ContainerState.Cli.Running;

/// <summary>An error as the command line reports it, to people and to programs.</summary>
/// <param name="ErrorId">A stable id, such as <c>ImageNotFound</c>.</param>
/// <param name="Message">What happened, and to what.</param>
/// <param name="Remedy">What to do about it; may be empty.</param>
/// <param name="Target">The thing it happened to, if it is known.</param>
/// <param name="ExitCode">The exit code of the process.</param>
internal sealed record ErrorReport(string ErrorId, string Message, string Remedy, string? Target, int ExitCode)
{
    /// <summary>The report of any exception.</summary>
    public static ErrorReport Of(Exception error)
    {
        error = FileFaults.Explain(error);
        if (error is UsageException usage)
        {
            return new("Usage", usage.Problem, usage.Remedy, null, ExitCodes.Usage);
        }
        var (id, _, exitCode) = ErrorTable.Describe(error);
        return error switch
        {
            ContainerStateException ours => new(id, ours.Problem, ours.Remedy, ours.Target, exitCode),
            OperationCanceledException => new(id, "Cancelled.", "", null, exitCode),
            UnauthorizedAccessException or IOException => new(id, error.Message, FileFaults.Remedy(error), null, exitCode),
            _ => new(
                id,
                $"A fault of containerstate itself, {error.GetType().Name}: {error.Message}",
                "Please report it, with what the same command prints when CONTAINERSTATE_TRACE=1 is set.",
                null,
                exitCode),
        };
    }
}
