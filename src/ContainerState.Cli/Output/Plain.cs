using System.Globalization;
using System.Text;

namespace ContainerState.Cli.Output;

/// <summary>Turns untrusted values into text for people.</summary>
internal static class Plain
{
    /// <summary>
    /// The text as one line, with control characters and those that turn the direction of writing as escapes: text from
    /// a repository or a server must not move a terminal's cursor, forge a line or hide in one.
    /// </summary>
    public static string Line(string text)
    {
        if (!text.Any(Unsafe))
        {
            return text;
        }
        var clean = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c == '\t')
            {
                clean.Append("    ");
            }
            else
            {
                clean.Append(Unsafe(c) ? $"\\u{(int)c:x4}" : c.ToString());
            }
        }
        return clean.ToString();
    }

    /// <summary>The lines of a text, each as by <see cref="Line"/>.</summary>
    public static IEnumerable<string> Lines(string text) =>
        text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(Line);

    /// <summary>A size in bytes, such as <c>54.3 MiB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        >= 1L << 10 => $"{bytes / (double)(1L << 10):0.0} KiB",
        _ => $"{bytes} B",
    };

    /// <summary>A duration, such as <c>0.12 s</c> or <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => $"{duration.TotalSeconds:0.00} s",
        { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.0} s",
        { TotalHours: < 1 } => $"{duration.Minutes} min {duration.Seconds} s",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes} min",
        _ => $"{(long)duration.TotalDays} d {duration.Hours} h",
    };

    /// <summary>The same of seconds.</summary>
    public static string Duration(double seconds) => Duration(TimeSpan.FromSeconds(seconds));

    /// <summary>The beginning of an id, for tables.</summary>
    public static string ShortId(string id) => id.Length > 12 ? id[..12] : id;

    private static bool Unsafe(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
