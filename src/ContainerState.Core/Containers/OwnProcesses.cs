using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Finds processes of ours by what the kernel knows of them: user, program, and the files that they have open.</summary>
/// <remarks>
/// Never by what they call themselves. A process in a server, or of any local user, may have any name and any arguments;
/// but not root's user id in our user namespace, and not a file open that is in a folder of root's alone.
/// </remarks>
internal static class OwnProcesses
{
    private const string UserPrefix = "Uid:";

    /// <summary>All processes of ours that run one of these programs and are at one of these places.</summary>
    /// <param name="programs">Names of programs, or their paths.</param>
    /// <param name="places">Files that they have open, or folders that they are in; those that are not there are nobody's.</param>
    /// <param name="user">A user that they may have become; else they are ours as we are.</param>
    public static IEnumerable<ProcessIdentity> Find(IEnumerable<string> programs, IEnumerable<string> places, uint? user = null)
    {
        var wanted = Wanted(programs, places);
        foreach (var folder in wanted.Places.Count == 0 ? [] : Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Find(id, wanted, user) is { } process)
            {
                yield return process;
            }
        }
    }

    /// <summary>The process that has this id now, if it is one of those; else null.</summary>
    public static ProcessIdentity? Find(int id, IEnumerable<string> programs, IEnumerable<string> places, uint? user = null) =>
        Find(id, Wanted(programs, places), user);

    private static ProcessIdentity? Find(int id, (HashSet<string> Programs, HashSet<string> Places) wanted, uint? user)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
        // Most have another program, which is the cheapest to see. What is seen afterwards is seen of one process: ids are given again.
        return IsOneOf(wanted.Programs, folder + "/exe")
            && ProcessIdentity.Of(id) is { } process
            && IsOneOf(wanted.Programs, folder + "/exe")
            && IsOurs(folder, user)
            && (IsOneOf(wanted.Places, folder + "/cwd") || HasOpen(wanted.Places, folder + "/fd"))
            && process.IsAlive()
                ? process
                : null;
    }

    private static (HashSet<string> Programs, HashSet<string> Places) Wanted(IEnumerable<string> programs, IEnumerable<string> places) =>
        ([.. programs.Select(ProgramRunner.Find).OfType<string>().Select(IdOf).OfType<string>()], [.. places.Select(IdOf).OfType<string>()]);

    private static bool IsOurs(string folder, uint? user)
    {
        try
        {
            // Real, effective, saved and of files. The kernel shows them as ids of our namespace; in one of its own anybody is root.
            var users = Users(folder);
            return (users == Users("/proc/self") || users == string.Create(CultureInfo.InvariantCulture, $"{user}\t{user}\t{user}\t{user}"))
                && IdOf(folder + "/ns/user") == IdOf("/proc/self/ns/user");
        }
        catch (IOException)
        {
            // It has just ended.
            return false;
        }
    }

    private static string Users(string folder) =>
        File.ReadLines(folder + "/status").First(line => line.StartsWith(UserPrefix, StringComparison.Ordinal))[UserPrefix.Length..].Trim();

    private static bool HasOpen(HashSet<string> wanted, string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any(path => IsOneOf(wanted, path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsOneOf(HashSet<string> wanted, string path) => IdOf(path) is { } id && wanted.Contains(id);

    private static string? IdOf(string path)
    {
        try
        {
            return FileStatus.OfTarget(path).File;
        }
        catch (IOException)
        {
            // It is not there, has just ended, is the kernel's own, or belongs to somebody whom we may not look at.
            return null;
        }
    }
}
