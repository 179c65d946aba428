namespace ContainerState.Errors;

/// <summary>The command line, which a unit is to run, is not where it is looked for.</summary>
public sealed class CommandLineNotFoundException()
    : ContainerStateException(
        "The command line containerstate is not on PATH.",
        "Publish it with ./build.ps1 CommandLine, and put its folder on PATH.",
        null);
