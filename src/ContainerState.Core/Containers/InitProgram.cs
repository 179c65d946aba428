using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Which program the init of a server is, by its name and by what the links of its image make of it.</summary>
internal static class InitProgram
{
    private const string Systemd = "systemd";

    // Programs that collect the dead themselves, and of which some want to be process 1.
    private static readonly HashSet<string> RealInits = new(StringComparer.Ordinal)
    {
        "init", "linuxrc", Systemd, "s6-svscan", "s6-linux-init", "runit", "runit-init", "runsvdir", "openrc-init", "dinit", "finit", "sinit",
        "tini", "tini-static", "dumb-init", "catatonit",
    };

    /// <summary>True when it does what a process 1 must do.</summary>
    /// <param name="init">The program and its arguments.</param>
    /// <param name="root">Where its image is mounted.</param>
    public static bool IsReal(IReadOnlyList<string> init, string root)
    {
        var name = Path.GetFileName(init[0]);
        // Programs of many names go by the one that they are called by.
        return RealInits.Contains(name)
            || (name == "busybox" && init.Skip(1).FirstOrDefault() is "init" or "linuxrc" or "runsvdir")
            || RealInits.Contains(Target(init, root));
    }

    /// <summary>True when it is systemd, also by another name, such as /sbin/init.</summary>
    /// <param name="init">The program and its arguments.</param>
    /// <param name="root">Where its image is mounted.</param>
    public static bool IsSystemd(IReadOnlyList<string> init, string root) => Target(init, root) == Systemd;

    private static string Target(IReadOnlyList<string> init, string root) => Path.GetFileName(FileStatus.FollowBelow(root, init[0]) ?? "");
}
