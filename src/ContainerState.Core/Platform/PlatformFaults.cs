using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>What goes wrong with programs and rights.</summary>
internal static class PlatformFaults
{
    /// <summary>A program that is not installed.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="package">The Debian package that brings it, where the host's set-up does not; else null.</param>
    public static ContainerStateException NoProgram(string program, string? package = null) => new(
        ErrorId.ProgramNotFound,
        $"The program {program} is not installed or not on PATH.",
        package is null
        ? "Run Initialize-ServerHost (containerstate host setup) as root; it installs what is needed."
        : $"Install it as root: apt-get install {package}.",
        program);
}
