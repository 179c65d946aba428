using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContainerState.Reports.Inventories;

/// <summary>An inventory's JSON.</summary>
internal static class InventoryText
{
    /// <summary>The version of whoever writes it.</summary>
    public static string Version { get; } = typeof(InventoryText).Assembly.GetName().Version!.ToString(3);

    /// <summary>A moment, as both formats have it.</summary>
    public static string Moment(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The text of an object, in ASCII and with a newline at its end.</summary>
    /// <param name="properties">Writes what is in it.</param>
    /// <param name="oneLine">True to have all of it on one line.</param>
    public static string Write(Action<Utf8JsonWriter> properties, bool oneLine)
    {
        using var bytes = new MemoryStream();
        // Package URLs have signs that would be escaped for web pages, which this is not for.
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = !oneLine, NewLine = "\n" }))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }
        return Ascii(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)) + "\n";
    }

    /// <summary>A property, unless the value is empty.</summary>
    public static void WriteKnown(this Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    // Names in a repository are anybody's, and must not do anything to a terminal that shows them. All that is outside of ASCII is in a
    // string, where an escape is the same to whoever reads JSON.
    private static string Ascii(string text)
    {
        if (Ascii(text.AsSpan()))
        {
            return text;
        }
        var result = new StringBuilder(text.Length + 64);
        foreach (var c in text)
        {
            _ = IsPlain(c) ? result.Append(c) : result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return result.ToString();
    }

    private static bool Ascii(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('\n', '~');

    private static bool IsPlain(char c) => c is '\n' or (>= ' ' and <= '~');
}
