using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What of servers can be seen on the host.</summary>
internal static class HostSnapshot
{
    /// <summary>One line for each thing: mounts, cgroups, devices, loop devices, processes, files.</summary>
    public static IReadOnlyList<string> Take()
    {
        var lines = new List<string>();
        lines.AddRange(File.ReadLines("/proc/self/mountinfo").Select(line => "mount " + line.Split(' ')[4]));
        lines.AddRange(Directory.EnumerateDirectories("/sys/fs/cgroup", "containerstate", SearchOption.AllDirectories)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            .Select(folder => "cgroup " + folder));
        lines.AddRange(Directory.EnumerateFileSystemEntries("/sys/class/net").Select(path => "device " + Path.GetFileName(path)));
        lines.AddRange(Directory.EnumerateDirectories("/proc/sys/net/ipv4/conf").Where(path => !Path.GetFileName(path).StartsWith("csveth", StringComparison.Ordinal)).SelectMany(Switches));
        lines.AddRange(Directory.EnumerateDirectories("/sys/block", "loop*").Where(path => Directory.Exists(Path.Combine(path, "loop"))).Select(path => "loop " + path));
        lines.AddRange(Processes());
        foreach (var folder in (string[])[ThisHost.Host.Run, "/run/lxc/lock"])
        {
            if (Directory.Exists(folder))
            {
                // Not into an image that is mounted there: that is many files, and its links lead elsewhere.
                lines.AddRange(Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 5, AttributesToSkip = FileAttributes.None })
                    // The folders of LXC's locks are made by the first container after a boot, and stay; the locks go.
                    .Where(path => folder == ThisHost.Host.Run || !Directory.Exists(path))
                    // What was looked at of the stores' files is kept until the next boot, whatever runs.
                    .Where(path => !path.StartsWith(ThisHost.Host.Checked, StringComparison.Ordinal))
                    // The file of a supervisor's lock stays: who took it away would leave the next one a lock of a file that has gone.
                    // What it has counted stays as well, until the next boot. So does the file of a rebuild's lock.
                    .Where(path => Path.GetDirectoryName(path) != ThisHost.Host.Rebuilds || Path.GetExtension(path) != ".lock")
                    .Where(path => Path.GetDirectoryName(path) != ThisHost.Host.Supervisors || Path.GetExtension(path) is not (".lock" or ".json"))
                    .Where(path => !Array.Exists([ThisHost.Host.Mounts, ThisHost.Host.LayerMounts], mounts => path.StartsWith(mounts + "/", StringComparison.Ordinal) && Path.GetDirectoryName(path) != mounts))
                    .Select(path => "file " + path));
            }
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    // A device may go while it is looked at.
    private static IEnumerable<string> Switches(string device) =>
        ((string[])["forwarding", "route_localnet"]).Select(name => Path.Combine(device, name)).Where(File.Exists).Select(path => $"switch {path} {File.ReadAllText(path).Trim()}");

    /// <summary>Waits until the host is as it was; the kernel takes down some things a moment after their last user.</summary>
    public static async Task AssertSameAsync(IReadOnlyList<string> before, string when = "")
    {
        var after = await Eventually.LookAsync(() => Take(), now => before.SequenceEqual(now), seconds: 60);
        var differences = after.Except(before).Select(line => "+ " + line).Concat(before.Except(after).Select(line => "- " + line));
        Assert.True(before.SequenceEqual(after), $"The host is not as it was. {when}\n{string.Join('\n', differences.Take(20))}");
    }

    /// <summary>The processes that belong to LXC or to a server: those in another user namespace.</summary>
    private static IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string command;
            try
            {
                // A dead process that nobody has collected yet has no command line.
                command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ').Trim();
            }
            catch (IOException)
            {
                continue;
            }
            if (command.StartsWith("[lxc monitor]", StringComparison.Ordinal)
                || command.StartsWith("lxc-", StringComparison.Ordinal)
                || command.StartsWith("/usr/bin/lxc-", StringComparison.Ordinal)
                || command.StartsWith("socklog ", StringComparison.Ordinal)
                || (command.Length > 0 && IsInNamespace(folder)))
            {
                yield return $"process {command}";
            }
        }
    }

    private static bool IsInNamespace(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "uid_map")).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, not "0", ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
