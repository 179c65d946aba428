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

    /// <summary>Servers of the supervisor's name are rebuilt.</summary>
    public static ContainerStateException Rebuilt(string name) => new(
        ErrorId.Busy,
        $"Servers of the name {name} are rebuilt, and a rebuild and a supervisor of one name would stop each other's servers.",
        $"Choose another name; or unschedule the rebuild and stop its servers: Unregister-ServerRebuild {name}, Stop-Server '{name}-*' (containerstate server unschedule, server stop).",
        name);
}
