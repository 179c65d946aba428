using System.Text;
using ContainerState.Platform;

namespace ContainerState.Containers.Lxc;

/// <summary>Writes the content of the files that a server begins with into its tmpfs, before its init runs.</summary>
/// <remarks>
/// Memory counts in the cgroup of whoever writes it first. So it is not we who write, but a program that LXC starts on the host
/// when the container's cgroup is there, and that enters this. Names of the image reach it in a list, never in a text that
/// a shell or LXC reads.
/// </remarks>
internal static class CopyHook
{
    /// <summary>Makes what the hook reads.</summary>
    /// <param name="from">A link to make: to the image's folder.</param>
    /// <param name="list">A file to make: the names of the files below it.</param>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="filled">What is copied.</param>
    public static void Prepare(string from, string list, string root, FilledPath filled)
    {
        File.CreateSymbolicLink(from, root + filled.Path.Path);
        File.WriteAllText(list, string.Concat(filled.Entries.Where(entry => entry.Status.Kind == FileKind.Regular).Select(entry => entry.Name + "\0")), new UTF8Encoding(false));
    }

    /// <summary>The hook (lxc.container.conf(5)).</summary>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static string Text(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        var commands = new List<string>();
        if (CgroupHierarchy.With(cgroups, "memory") is { } memory)
        {
            commands.Add($"echo 0 >{ContainerText.Value("folder", Path.Combine(memory.Folder, ContainerCgroups.Payload(spec.Name), "cgroup.procs"))}");
        }
        foreach (var (from, list, place) in spec.Copies)
        {
            // What is there is written over and keeps its owner and mode.
            commands.Add($"cd {Plain(from)} && xargs -0 -r -a {Plain(list)} cp --parents --no-dereference --preserve=timestamps --target-directory={Plain(place)} --");
        }
        return $"sh -c '{string.Join(" && ", commands)}'";
    }

    private static string Plain(string path) => "/" + ContainerText.MountTarget(path);
}
