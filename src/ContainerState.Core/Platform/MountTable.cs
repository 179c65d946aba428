using System.Globalization;
using System.Text.RegularExpressions;

namespace ContainerState.Platform;

/// <summary>What is mounted, as a process sees it: /proc/PID/mountinfo, in the format of proc(5).</summary>
internal static partial class MountTable
{
    /// <summary>The mounts, in the order that they were made.</summary>
    /// <param name="process">The process; our own when null.</param>
    public static IEnumerable<MountEntry> Read(int? process = null) =>
        File.ReadLines($"/proc/{process?.ToString(CultureInfo.InvariantCulture) ?? "self"}/mountinfo").Select(Parse);

    /// <summary>The mount that a path leads to; null when it is out of our sight, below a changed root.</summary>
    /// <exception cref="IOException">The path is not there, or cannot be looked at.</exception>
    public static MountEntry? Of(string path)
    {
        var number = FileStatus.OfTarget(path).Mount;
        return Read().FirstOrDefault(mount => mount.Number == number);
    }

    // Fields, from 1: 1 the mount's number, 3 the device, 5 the mount point, 6 its options; behind a lone hyphen the type, source and options of the filesystem.
    internal static MountEntry Parse(string line)
    {
        var fields = line.Split(' ');
        var rest = Array.IndexOf(fields, "-");
        var isReadOnly = fields[5].Split(',').Contains("ro") || fields[rest + 3].Split(',').Contains("ro");
        return new(ulong.Parse(fields[0], CultureInfo.InvariantCulture), fields[2], Plain(fields[4]), fields[rest + 1], Plain(fields[rest + 2]), isReadOnly);
    }

    // Blanks, line ends and backslashes are written as three octal digits.
    private static string Plain(string text) =>
        text.Contains('\\') ? Octal().Replace(text, match => ((char)Convert.ToInt32(match.Groups["digits"].Value, 8)).ToString()) : text;

    [GeneratedRegex(@"\\(?<digits>[0-7]{3})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Octal();
}

/// <summary>One mount.</summary>
/// <param name="Number">The kernel's number of it.</param>
/// <param name="Device">Its device, as major:minor.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Type">The filesystem's type.</param>
/// <param name="Source">What is mounted: of a disk, the path of its device as whoever mounted it had it.</param>
/// <param name="IsReadOnly">True when nothing can be written there, by the mount's options or the filesystem's.</param>
internal sealed record MountEntry(ulong Number, string Device, string Point, string Type, string Source, bool IsReadOnly);
