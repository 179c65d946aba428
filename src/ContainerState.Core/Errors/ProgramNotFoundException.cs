namespace ContainerState.Errors;

/// <summary>A program that is not installed.</summary>
/// <param name="program">Its name.</param>
public sealed class ProgramNotFoundException(string program)
    : ContainerStateException(
        $"The program {program} is not installed or not on PATH.",
        "Run Initialize-ServerHost (containerstate host setup) as root; it installs what is needed.",
        program)
{
    /// <summary>Its name.</summary>
    public string Program { get; } = program;
}
