using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>How a container that ended by itself did.</summary>
/// <param name="Utc">When.</param>
/// <param name="ExitCode">The exit code of its init; null when a signal killed it, and when LXC does not say it.</param>
/// <param name="Signal">The signal that killed its init; null when none did, and when LXC does not say it.</param>
/// <param name="OutOfMemory">True when the kernel killed a program of it since it had used up its memory.</param>
internal sealed partial record ContainerEnd(DateTime Utc, int? ExitCode, int? Signal, bool OutOfMemory)
{
    private const int LogRead = 16 << 10;

    /// <summary>What LXC runs on the host when a container has ended and its cgroups are still there: a file that says when, and with how many killed for want of memory.</summary>
    /// <param name="name">The container.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static string Hook(string name, string folder, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        var counts = CgroupHierarchy.With(cgroups, "memory") is { } memory
            ? Path.Combine(memory.Folder, ContainerCgroups.Payload(name), memory.IsUnified ? "memory.events" : "memory.oom_control")
            : "/dev/null";
        return $"sh -c 'cat {ContainerText.Value("folder", counts)} >{ContainerText.Value("folder", ContainerFiles.End(folder))}'";
    }

    /// <summary>How a container ended; null while it runs, for a moment after it has ended, and when LXC's monitor did not live to say it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="tellsStatus">True when LXC's log says the exit code and the signal.</param>
    public static ContainerEnd? Read(string folder, bool tellsStatus = true)
    {
        try
        {
            var file = new FileInfo(ContainerFiles.End(folder));
            if (!file.Exists)
            {
                return null;
            }
            var killed = Killed().Match(File.ReadAllText(file.FullName)) is { Success: true } count && count.Groups["count"].Value != "0";
            if (!tellsStatus)
            {
                return new(file.LastWriteTimeUtc, null, null, killed);
            }
            // LXC says nothing of an init that ended well.
            var said = Ended().Matches(Tail(ContainerFiles.EngineLog(folder))).LastOrDefault();
            var number = said is null ? 0 : int.Parse(said.Groups["number"].Value, CultureInfo.InvariantCulture);
            return said?.Groups["how"].Value == "signal"
                ? new(file.LastWriteTimeUtc, null, number, killed)
                : new(file.LastWriteTimeUtc, number, null, killed);
        }
        catch (IOException)
        {
            // Somebody is clearing it up.
            return null;
        }
    }

    /// <summary>Frees the memory of what LXC said of a start that went well, unless the container has ended by now.</summary>
    /// <remarks>The file keeps its length: what LXC writes meanwhile stands behind it, and stays.</remarks>
    /// <param name="folder">The container's folder.</param>
    public static void Forget(string folder)
    {
        using var file = new FileStream(ContainerFiles.EngineLog(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var length = file.Length;
        if (!Ended().IsMatch(Tail(file, length)))
        {
            // Where the filesystem cannot, it stays.
            _ = LibC.PunchHole(file.SafeFileHandle, 0, length);
        }
    }

    private static string Tail(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Tail(file, file.Length);
    }

    private static string Tail(FileStream file, long length)
    {
        var bytes = new byte[Math.Min(length, LogRead)];
        file.Seek(length - bytes.Length, SeekOrigin.Begin);
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    // LXC: src/lxc/error.c, lxc_error_set_and_log.
    [GeneratedRegex(@"Child <[0-9]{1,9}> ended on (?<how>error|signal) (?:[A-Za-z ]{0,40})\((?<number>[0-9]{1,3})\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ended();

    // cgroup v1: memory.oom_control; v2: memory.events.
    [GeneratedRegex("^oom_kill (?<count>[0-9]{1,18})$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Killed();
}
