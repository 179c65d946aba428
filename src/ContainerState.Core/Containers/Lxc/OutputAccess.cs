using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers.Lxc;

/// <summary>Lets the programs in a container open their own output: /dev/stdout and /dev/stderr, which lead to its descriptors.</summary>
/// <remarks>
/// A descriptor that a program has, it can write to; to open it once more, by its path, takes the rights of a file. The
/// output of a container is a console, which LXC gives to the container's root alone, or a pipe of ours, which belongs to
/// nobody in it. Both may be written by everybody there. Read only by root: whoever may read a console can make it the
/// terminal that sends signals to its programs.
/// </remarks>
internal static class OutputAccess
{
    // What a program has open is reached without any path in the container. Just before init, LXC gives all of it to root, mode
    // 0700, and leaves alone what it cannot give away. That is what has a group that the container does not know: 0 of the host.
    private const uint Group = 0;

    // By numbers alone, which are looked up nowhere.
    private const string Give = "chown +{0}:+{1} {2}/0 {2}/1 {2}/2 && chmod 0622 {2}/1 {2}/2";

    /// <summary>Makes the file whose owner, group and mode a console gets.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeModel(ContainerSpec spec)
    {
        var file = ContainerFiles.ConsoleModel(spec.Folder);
        File.WriteAllText(file, "");
        if (LibC.ChangeOwner(file, (uint)spec.FirstId, Group) is var error and not 0)
        {
            throw new IOException($"{file} cannot be given to the user {spec.FirstId}: error {error}.", error);
        }
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
    }

    /// <summary>A hook (lxc.container.conf(5)) that runs on the host when the console is there and init is not yet.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="console">Where its console leads: not to what is the caller's own.</param>
    // LXC has a shell run it, with "exec" in front. For a server it is one program, since its start waits for it.
    public static string Hook(ContainerSpec spec, ContainerConsole console) => console == ContainerConsole.Piped
        ? $"2>&1; {Text(spec.FirstId, "/proc/$LXC_PID/fd")}"
        : $"cp --attributes-only --preserve=mode,ownership /{ContainerText.MountTarget(ContainerFiles.ConsoleModel(spec.Folder))} /proc/$LXC_PID/fd/1";

    /// <summary>A command with the same rights for its own input and output.</summary>
    /// <param name="command">The command; its input and output are pipes.</param>
    /// <param name="firstId">The host's id of the container's root.</param>
    // The shell has a text of ours and gives the words on as they are.
    public static ProgramCommand For(ProgramCommand command, long firstId) => command with
    {
        Program = "sh",
        Arguments = ["-c", $"{Text(firstId, "/proc/self/fd")} && exec \"$@\"", "sh", command.Program, .. command.Arguments],
    };

    private static string Text(long firstId, string descriptors) => string.Format(CultureInfo.InvariantCulture, Give, firstId, Group, descriptors);
}
