namespace ContainerState.Errors;

/// <summary>A program that ended with an error.</summary>
/// <param name="commandLine">Program and arguments, for people.</param>
/// <param name="exitCode">Its exit code; 128 plus the signal when it was killed.</param>
/// <param name="output">The last lines it wrote to standard error.</param>
public sealed class ProgramFailedException(string commandLine, int exitCode, string output)
    : ContainerStateException(
        ErrorId.ProgramFailed,
        $"{commandLine} ended with exit code {exitCode}" + (output.Length == 0 ? "." : ": " + output.TrimEnd('.') + "."),
        "",
        commandLine)
{
    /// <summary>Program and arguments, for people.</summary>
    public string CommandLine { get; } = commandLine;

    /// <summary>Its exit code; 128 plus the signal when it was killed.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The last lines it wrote to standard error.</summary>
    public string Output { get; } = output;
}
