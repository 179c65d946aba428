using System.Globalization;

namespace ContainerState.Platform;

/// <summary>Makes a line of a program fit for a person's terminal.</summary>
internal static class LineText
{
    private const char Replacement = '\ufffd';

    /// <summary>
    /// The carriage return that a terminal puts before a newline goes; every other control character but the tab, and
    /// every character that turns the direction of text or begins a line, becomes U+FFFD.
    /// </summary>
    public static string Clean(string line)
    {
        var text = line.AsSpan().TrimEnd('\r');
        return string.Create(text.Length, text, (clean, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                clean[i] = IsHarmless(from[i]) ? from[i] : Replacement;
            }
        });
    }

    private static bool IsHarmless(char c) =>
        c == '\t'
        || (!char.IsControl(c)
            && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
