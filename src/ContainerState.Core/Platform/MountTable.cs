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

    // Fields, from 1: 3 the device, 5 the mount point, 6 its options; behind a lone hyphen the type, source and options of the filesystem.
    internal static MountEntry Parse(string line)
    {
        var fields = line.Split(' ');
        var rest = Array.IndexOf(fields, "-");
        var isReadOnly = fields[5].Split(',').Contains("ro") || fields[rest + 3].Split(',').Contains("ro");
        return new(fields[2], Plain(fields[4]), fields[rest + 1], isReadOnly);
    }

    // Blanks, line ends and backslashes are written as three octal digits.
    private static string Plain(string text) =>
        text.Contains('\\') ? Octal().Replace(text, match => ((char)Convert.ToInt32(match.Groups["digits"].Value, 8)).ToString()) : text;

    [GeneratedRegex(@"\\(?<digits>[0-7]{3})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Octal();
}

/// <summary>One mount.</summary>
/// <param name="Device">Its device, as major:minor.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Type">The filesystem's type.</param>
/// <param name="IsReadOnly">True when nothing can be written there, by the mount's options or the filesystem's.</param>
internal sealed record MountEntry(string Device, string Point, string Type, bool IsReadOnly);
