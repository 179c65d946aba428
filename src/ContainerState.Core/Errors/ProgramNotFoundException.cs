namespace ContainerState.Errors;

/// <summary>A program that is not installed.</summary>
/// <param name="program">Its name.</param>
/// <param name="package">The Debian package that brings it, where the host's set-up does not; else null.</param>
public sealed class ProgramNotFoundException(string program, string? package = null)
    : ContainerStateException(
        $"The program {program} is not installed or not on PATH.",
        package is null
            ? "Run Initialize-ServerHost (containerstate host setup) as root; it installs what is needed."
            : $"Install it as root: apt-get install {package}.",
        program)
{
    /// <summary>Its name.</summary>
    public string Program { get; } = program;

    /// <summary>The Debian package that brings it, where the host's set-up does not.</summary>
    public string? Package { get; } = package;
}
