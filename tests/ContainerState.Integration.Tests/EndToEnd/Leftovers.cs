using System.Text;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>What a command that ended, in whatever way, must not have left.</summary>
public static class Leftovers
{
    // The .NET runtime's own, in TMPDIR: a killed one cannot take them away, and nothing but a variable turns them off.
    private static readonly string[] OfTheRuntime = ["clr-debug-pipe-", "dotnet-diagnostic-"];

    /// <summary>Asserts that no process, mount or scratch file is left that has to do with a folder.</summary>
    /// <param name="folder">The folder; also that of TMPDIR of the commands.</param>
    /// <param name="scratch">The folders that must hold no file.</param>
    public static async Task AssertNoneAsync(string folder, params string[] scratch)
    {
        // The kernel needs a moment to take down what belonged to a killed process.
        Assert.Empty(await Eventually.LookAsync(() => Find(folder, scratch), found => found.Count == 0, seconds: 60));
    }

    /// <summary>Waits until no process is left that has to do with a folder.</summary>
    public static async Task WaitForProcessesAsync(string folder)
    {
        var running = await Eventually.LookAsync(() => Processes(folder), processes => processes.Count == 0, seconds: 60);
        Assert.True(running.Count == 0, "still running: " + string.Join("; ", running));
    }

    private static List<string> Find(string folder, string[] scratch) =>
    [
        .. Processes(folder).Select(process => "process " + process),
        .. Mounts(folder).Select(mount => "mount " + mount),
        .. scratch.Where(Directory.Exists).SelectMany(place => Directory.EnumerateFileSystemEntries(place, "*", SearchOption.AllDirectories))
            .Where(file => !OfTheRuntime.Any(own => Path.GetFileName(file).StartsWith(own, StringComparison.Ordinal)))
            .Select(file => "file " + file),
    ];

    private static List<string> Processes(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _))
            .Where(process => Read(process + "/environ").Contains(folder, StringComparison.Ordinal) || Read(process + "/cmdline").Contains(folder, StringComparison.Ordinal))
            .Select(process => Read(process + "/cmdline").Replace('\0', ' '))];

    private static List<string> Mounts(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _))
            .SelectMany(process => Read(process + "/mountinfo").Split('\n'))
            .Where(line => line.Contains(folder, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)];

    private static string Read(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return "";
        }
    }
}
