namespace ContainerState.Containers;

/// <summary>The files of one container.</summary>
internal static class ContainerFiles
{
    /// <summary>LXC's configuration; the engine insists on this name.</summary>
    public static string Configuration(string folder) => Path.Combine(folder, "config");

    /// <summary>What the container wrote to its console.</summary>
    public static string Console(string folder) => Path.Combine(folder, "console.log");

    /// <summary>An empty file with the rights of a console.</summary>
    public static string ConsoleModel(string folder) => Path.Combine(folder, "console.model");

    /// <summary>What LXC had to say.</summary>
    public static string EngineLog(string folder) => Path.Combine(folder, "lxc.log");

    /// <summary>What is known of the container's end, written by the monitor's hook.</summary>
    public static string End(string folder) => Path.Combine(folder, "end");

    /// <summary>The id of LXC's monitor.</summary>
    public static string MonitorId(string folder) => Path.Combine(folder, "monitor.pid");

    /// <summary>The system calls that are refused.</summary>
    public static string Seccomp(string folder) => Path.Combine(folder, "seccomp");

    /// <summary>The lock file that LXC makes for a container and leaves behind.</summary>
    public static string EngineLock(string folder) =>
        Path.Combine("/run/lxc/lock", Path.GetDirectoryName(folder)![1..], "." + Path.GetFileName(folder));
}
