using ContainerState.Errors;

namespace ContainerState.Supervisors;

/// <summary>What goes wrong with supervisors.</summary>
internal static class SupervisorFaults
{
    /// <summary>The command line, which a unit is to run, is not where it is looked for.</summary>
    public static ContainerStateException NoCommandLine() => new(
        ErrorId.CommandLineNotFound,
        "The command line containerstate is not on PATH.",
        "Publish it with ./build.ps1 CommandLine, and put its folder on PATH.",
        null);
}
