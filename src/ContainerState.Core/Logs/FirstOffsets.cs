using System.Globalization;
using System.Text;
using System.Text.Json;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Where what is kept of each file of a relay's spools begins: what is before it was dropped, or given back.</summary>
/// <remarks>
/// rsyslog reads a file from its beginning when it was killed while it wrote down how far it was. So it gets a lookup table
/// of its own, which it reads at each of its starts, and by which it lets pass what is before.
/// </remarks>
internal static class FirstOffsets
{
    /// <summary>By path.</summary>
    public static IReadOnlyDictionary<string, long> Read(RelayFiles files) =>
        LogSpool.In(files.Spools)
            .SelectMany(spool => spool.Files.Select(file => (file.Path, First: file.Writer?.FirstOffset ?? 0)).Append((Path: spool.Notes, First: spool.FirstNote)))
            .ToDictionary(file => file.Path, file => file.First, StringComparer.Ordinal);

    /// <summary>Writes the table for rsyslog's next start.</summary>
    public static void Write(RelayFiles files) => WholeFile.Write(files.FirstOffsets, Table(Read(files)), lasting: false);

    /// <summary>rsyslog's form: a string to find, made of the folder's name and the file's without its extension, and the string that it stands for.</summary>
    internal static string Table(IReadOnlyDictionary<string, long> offsets)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("nomatch", "0");
            writer.WriteString("type", "string");
            writer.WriteStartArray("table");
            // A table without a row is an error to rsyslog; no folder has this name.
            foreach (var (index, first) in offsets.Where(one => one.Value > 0).Select(one => (Key(one.Key), one.Value)).Prepend(("", 0)))
            {
                writer.WriteStartObject();
                writer.WriteString("index", index);
                writer.WriteString("value", first.ToString(CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static string Key(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
}
