using System.Globalization;
using System.Text;

namespace ContainerState.Reports.Pages;

/// <summary>Untrusted text on its way into a page: what is seen of it, and how it is written so that it stays text.</summary>
internal static class PageText
{
    private const int MostShown = 200;

    /// <summary>
    /// What is shown: characters that cannot be seen, that turn the direction of writing or begin a line are shown as escapes, halves of
    /// characters are replaced, and what is too long is cut.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters are shown.</param>
    public static string Shown(string text, int most = MostShown)
    {
        var shown = new StringBuilder(Math.Min(text.Length, most) + 8);
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == most)
            {
                return shown.Append('…').ToString();
            }
            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : shown.Append(rune.ToString());
        }
        return shown.ToString();
    }

    /// <summary>Text as HTML has it, between tags and in quotes alike.</summary>
    public static string Escaped(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"'") < 0)
        {
            return text;
        }
        var html = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                _ => html.Append(c),
            };
        }
        return html.ToString();
    }

    /// <summary>A text that fits into a width, cut where it does not; empty where not even three characters fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The width.</param>
    /// <param name="character">How wide a character is on average.</param>
    public static string Fitting(string text, double width, double character)
    {
        var most = (int)(width / character);
        return text.Length <= most ? text : most < 3 ? "" : Shown(text, most - 1);
    }
}
