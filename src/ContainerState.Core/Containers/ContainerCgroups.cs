using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>The cgroups of one container, in every hierarchy.</summary>
internal static class ContainerCgroups
{
    /// <summary>Where LXC's monitors go when their container has ended; LXC adds a folder of its own.</summary>
    public const string Pivot = Root + "/pivot";

    private const string Root = "containerstate";
    private const string Payloads = Root + "/payload";
    private const string Monitors = Root + "/monitor";

    /// <summary>What runs in the container.</summary>
    public static string Payload(string name) => $"{Payloads}/{name}";

    /// <summary>LXC's monitor of the container.</summary>
    public static string Monitor(string name) => $"{Monitors}/{name}";

    /// <summary>The folders of a hierarchy that a monitor's own is in, from the top.</summary>
    public static List<string> AboveMonitors(string hierarchy) => [hierarchy, Path.Combine(hierarchy, Root), Path.Combine(hierarchy, Monitors)];

    /// <summary>Every process in the container's cgroups, and its monitor.</summary>
    public static IReadOnlyList<ProcessIdentity> Processes(string name) => [.. Processes(Folders(name))];

    /// <summary>Every process in the container, looked for as far as the caller asks: a process is in all hierarchies, and mostly found in the first.</summary>
    public static IEnumerable<ProcessIdentity> Inner(string name) => Processes(Folders(name).Where(folder => folder.EndsWith(Payload(name), StringComparison.Ordinal)));

    /// <summary>The container's init: the monitor's child that is number 1 in a namespace of its own.</summary>
    public static ProcessIdentity? FindInit(string name, int monitor) => Inner(name).FirstOrDefault(process => IsInit(process.Id, monitor));

    private static IEnumerable<ProcessIdentity> Processes(IEnumerable<string> folders)
    {
        var known = new HashSet<int>();
        foreach (var id in folders.SelectMany(AtAndUnder).SelectMany(IdsIn))
        {
            // 0 is a process that our own process namespace cannot see.
            if (id > 0 && known.Add(id) && ProcessIdentity.Of(id) is { } process)
            {
                yield return process;
            }
        }
    }

    private static IReadOnlyList<int> IdsIn(string folder)
    {
        var ids = new List<int>();
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(folder, "cgroup.procs")))
            {
                ids.Add(int.Parse(line, CultureInfo.InvariantCulture));
            }
        }
        catch (IOException)
        {
            // The cgroup has gone since it was listed, and so have its processes.
        }
        return ids;
    }

    /// <summary>Kills all that runs in the container at once, wherever it has moved itself in cgroups of its own. Only where v2 can, from Linux 5.14 on.</summary>
    public static void Kill(string name)
    {
        foreach (var file in Folders(name).Where(folder => folder.EndsWith(Payload(name), StringComparison.Ordinal)).Select(folder => Path.Combine(folder, "cgroup.kill")).Where(File.Exists))
        {
            try
            {
                File.WriteAllText(file, "1");
            }
            catch (IOException)
            {
                // It has gone since, and so have its processes.
            }
        }
    }

    /// <summary>Removes the cgroups that the container made itself, whatever their names are: any bytes, which are no text here.</summary>
    public static async Task RemoveOwnAsync(string name, CancellationToken cancel)
    {
        foreach (var folder in Folders(name))
        {
            await ProgramRunner.TryRunAsync(new ProgramCommand("find").With(folder, "-depth", "-type", "d", "-delete").WithOwnEnvironment(), cancel: cancel);
        }
    }

    /// <summary>Removes the cgroups. True when none is left.</summary>
    public static bool Remove(string name)
    {
        var left = false;
        foreach (var folder in Folders(name))
        {
            foreach (var inner in Under(folder).OrderByDescending(path => path.Length).Append(folder))
            {
                left |= !TryRemove(inner);
            }
        }
        return !left;
    }

    /// <summary>Lets the roots of containers pass the folders that they share, which LXC makes as somebody's umask has them: a server's own cgroups are found by their path.</summary>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static void OpenShared(IReadOnlyList<CgroupHierarchy> cgroups)
    {
        const UnixFileMode Passed = (UnixFileMode)FileModes.Program;
        foreach (var folder in cgroups.SelectMany(hierarchy => (string[])[Path.Combine(hierarchy.Folder, Root), Path.Combine(hierarchy.Folder, Payloads)]))
        {
            try
            {
                if (Directory.Exists(folder) && File.GetUnixFileMode(folder) != Passed)
                {
                    File.SetUnixFileMode(folder, Passed);
                }
            }
            catch (IOException)
            {
                // It has gone since: the last container that had it has ended.
            }
        }
    }

    /// <summary>Removes the folders that containers share, where they are empty.</summary>
    public static void RemoveShared()
    {
        foreach (var hierarchy in CgroupHierarchy.ReadAll())
        {
            foreach (var path in (string[])[Pivot + "/lxc.pivot", Pivot, Monitors, Payloads, Root])
            {
                TryRemove(Path.Combine(hierarchy.Folder, path));
            }
        }
    }

    private static bool IsInit(int id, int monitor)
    {
        try
        {
            var isChild = false;
            foreach (var line in File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status"))
            {
                if (line.StartsWith("PPid:", StringComparison.Ordinal))
                {
                    isChild = line.AsSpan(5).Trim().SequenceEqual(monitor.ToString(CultureInfo.InvariantCulture));
                }
                else if (line.StartsWith("NSpid:", StringComparison.Ordinal))
                {
                    return isChild && line.EndsWith("\t1", StringComparison.Ordinal);
                }
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }
        return false;
    }

    private static IEnumerable<string> Folders(string name) =>
        CgroupHierarchy.ReadAll()
            .SelectMany(hierarchy => (string[])[Path.Combine(hierarchy.Folder, Payload(name)), Path.Combine(hierarchy.Folder, Monitor(name))])
            .Where(Directory.Exists);

    // What is below is listed after the processes of the folder were read: they may only go down, as systemd does when it starts.
    private static IEnumerable<string> AtAndUnder(string folder)
    {
        yield return folder;
        foreach (var inner in Under(folder))
        {
            yield return inner;
        }
    }

    private static string[] Under(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder, "*", SearchOption.AllDirectories);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            // rmdir(2): what a cgroup shows as files does not hinder it.
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
