using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>A message as a log server got it.</summary>
internal sealed partial record ReceivedLine(string Server, string Source, string Image, string Commit, string Start, long Sequence, long Bytes, string Text)
{
    /// <summary>Facility times 8, plus severity.</summary>
    public int Priority { get; init; }

    /// <summary>The messages in a file, one on each line. What is none of ours is left out.</summary>
    public static IReadOnlyList<ReceivedLine> ReadAll(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
        var lines = new List<ReceivedLine>();
        while (file.ReadLine() is { } line)
        {
            if (Pattern().Match(line) is { Success: true, Groups: var found })
            {
                lines.Add(new(
                    found[1].Value, found[2].Value, found[4].Value, found[5].Value, found[6].Value,
                    long.Parse(found[7].Value, CultureInfo.InvariantCulture), long.Parse(found[8].Value, CultureInfo.InvariantCulture), found[9].Value) { Priority = int.Parse(found["priority"].Value, CultureInfo.InvariantCulture) });
            }
        }
        return lines;
    }

    // RFC 5424, as the relay writes it.
    [GeneratedRegex("^<(?<priority>\\d+)>1 \\S+ ([a-z0-9-]+) (console|syslog|spool) - - \\[containerstate@32473 server=\"([^\"]*)\" image=\"([^\"]*)\" commit=\"([^\"]*)\" start=\"([^\"]*)\" seq=\"(\\d+)\" bytes=\"(\\d+)\"\\] ?(.*)$")]
    private static partial Regex Pattern();
}
