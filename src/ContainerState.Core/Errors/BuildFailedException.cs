namespace ContainerState.Errors;

/// <summary>A build step that did not end well.</summary>
/// <param name="component">The component.</param>
/// <param name="detail">What happened.</param>
/// <param name="exitCode">The step's exit code; null when it did not get so far as to have one.</param>
/// <param name="log">The last lines of its output, control characters taken out; or empty.</param>
/// <param name="logFile">The file that holds all of its output.</param>
public sealed class BuildFailedException(string component, string detail, int? exitCode, string log, string logFile)
    : ContainerStateException(
        ErrorId.BuildFailed,
        $"The build of {Quoted.Text(component)} failed: {detail}." + (log.Length == 0 ? "" : Environment.NewLine + log),
        $"All it said is in {logFile}. Look around in its container with Debug-ServerBuild {component} (containerstate image debug {component}).",
        component)
{
    /// <summary>The component.</summary>
    public string Component { get; } = component;

    /// <summary>What happened.</summary>
    public string Detail { get; } = detail;

    /// <summary>The step's exit code; null when it did not get so far as to have one.</summary>
    public int? ExitCode { get; } = exitCode;

    /// <summary>The last lines of its output.</summary>
    public string Log { get; } = log;

    /// <summary>The file that holds all of its output.</summary>
    public string LogFile { get; } = logFile;
}
