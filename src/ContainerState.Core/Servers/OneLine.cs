using System.Globalization;
using System.Text;

namespace ContainerState.Servers;

/// <summary>Shows what a server said in a table.</summary>
internal static class OneLine
{
    private const int MostShown = 200;

    /// <summary>The text on one line, control characters as escapes, cut after 200 characters.</summary>
    public static string From(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.AsSpan().Trim())
        {
            if (line.Length >= MostShown)
            {
                return line.Append('…').ToString();
            }
            if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                line.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)c:x4}" });
            }
            else
            {
                line.Append(c);
            }
        }
        return line.ToString();
    }
}
