using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// The first process of a server whose own init is an ordinary program: tini, which starts that, hands signals on to it, ends as
/// it ends, and collects the dead whose parents have died. It is the host's, since no image needs to have it.
/// </summary>
internal static class Reaper
{
    /// <summary>The program on the host: it needs no library of anybody's.</summary>
    public const string Program = "tini-static";

    /// <summary>Where a server has it: in a tmpfs of its own, whatever its image holds.</summary>
    public const string Path = "/dev/.init";

    // Programs that collect the dead themselves, and of which some want to be process 1.
    private static readonly HashSet<string> RealInits = new(StringComparer.Ordinal)
    {
        "init", "linuxrc", "systemd", "s6-svscan", "runit", "runit-init", "runsvdir", "openrc-init", "dinit", "finit", "sinit",
        "tini", "tini-static", "dumb-init", "catatonit",
    };

    /// <summary>True when a server gets it: state.yaml says so, or says nothing and names no init that is known to be a real one.</summary>
    /// <param name="definition">The server.</param>
    /// <param name="root">Where its image is mounted.</param>
    public static bool IsNeeded(ServerDefinition definition, string root) => definition.Reaper ?? !IsRealInit(definition.Init, root);

    private static bool IsRealInit(IReadOnlyList<string> init, string root)
    {
        var name = System.IO.Path.GetFileName(init[0]);
        // Programs of many names go by the one that they are called by.
        return RealInits.Contains(name)
            || (name == "busybox" && init.Skip(1).FirstOrDefault() is "init" or "linuxrc" or "runsvdir")
            || (LinkOf(root, init[0]) is { } target && RealInits.Contains(System.IO.Path.GetFileName(target)));
    }

    // One link, and only where no other is on the way: that far, it cannot lead out of the image.
    private static string? LinkOf(string root, string path) =>
        FileStatus.FindBelow(root, path) is { Kind: FileKind.Link } ? new FileInfo(root + path).LinkTarget : null;
}
