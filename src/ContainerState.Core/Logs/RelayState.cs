using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>How far a relay has read each file: what rsyslog's imfile writes down, one JSON file each.</summary>
/// <remarks>The members are those of rsyslog 8: filename, strt_offs (the line that is not whole yet), curr_offs (the next byte to read).</remarks>
internal static class RelayState
{
    /// <summary>
    /// What is sent again when nobody knows what arrived: more than what is on its way between two kernels, whose
    /// buffers are at most 6 and 4 MiB (tcp_rmem and tcp_wmem).
    /// </summary>
    public const long SentAgain = 16L << 20;

    private const string Prefix = "imfile-state:";

    /// <summary>The first byte of each file that the relay has not handed on yet. A file that is not in here: 0.</summary>
    public static IReadOnlyDictionary<string, long> Read(RelayFiles files)
    {
        var offsets = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (_, state) in States(files))
        {
            if (Name(state) is { } name)
            {
                offsets[name] = Math.Max(offsets.GetValueOrDefault(name), Offset(state));
            }
        }
        return offsets;
    }

    /// <summary>How many bytes of a spool are not handed on yet.</summary>
    public static long Waiting(LogSpool spool, IReadOnlyDictionary<string, long> offsets) =>
        ((string[])[.. spool.Files.Select(file => file.Path), spool.Notes]).Sum(path => Math.Max(0, Length(path) - offsets.GetValueOrDefault(path)));

    /// <summary>Goes back in each file, to the beginning of a line. The relay does not run.</summary>
    public static void Rewind(RelayFiles files, Func<string, long> first)
    {
        foreach (var (path, state) in States(files))
        {
            if (Name(state) is not { } name || !File.Exists(name))
            {
                continue;
            }
            Write(path, state, LineFrom(name, Math.Max(first(name), Offset(state) - SentAgain), Offset(state)));
        }
    }

    /// <summary>Has the relay go on further on in a file, of which it may have handed on nothing yet. The relay does not run.</summary>
    public static void Skip(RelayFiles files, string name, long to)
    {
        var known = States(files).Where(known => Name(known.State) == name).ToList();
        if (known.Count == 0)
        {
            // imfile puts the file's first bytes into the name too, and takes one without them for a file that it has no other of.
            Directory.CreateDirectory(files.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var path = Path.Combine(files.State, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{FileStatus.Of(name).Inode}"));
            known = [(path, new JsonObject { ["filename"] = name })];
        }
        known.ForEach(one => Write(one.Path, one.State, to));
    }

    // Looked at once: another command may drop the spool at any time.
    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static void Write(string path, JsonObject state, long offset)
    {
        state["strt_offs"] = offset;
        state["curr_offs"] = offset;
        state["prev_was_nl"] = 0;
        state.Remove("prev_line_segment");
        state.Remove("prev_msg_segment");
        WholeFile.Write(path, state.ToJsonString());
    }

    /// <summary>
    /// Takes away what is known of files that are gone, so that it is not held for knowledge of new ones: imfile knows a
    /// file by its inode. The relay does not run.
    /// </summary>
    public static void Forget(RelayFiles files)
    {
        foreach (var (path, _) in States(files).Where(known => Name(known.State) is not { } name || !File.Exists(name)).ToList())
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<(string Path, JsonObject State)> States(RelayFiles files)
    {
        string[] paths;
        try
        {
            paths = Directory.GetFiles(files.State, Prefix + "*");
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }
        foreach (var path in paths)
        {
            JsonObject? state;
            try
            {
                state = JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
            }
            catch (Exception fault) when (fault is JsonException or IOException)
            {
                // Half written when the relay was killed: without it, the file is read again from its beginning.
                continue;
            }
            if (state is not null)
            {
                yield return (path, state);
            }
        }
    }

    private static string? Name(JsonObject state) => state["filename"] is JsonValue value && value.TryGetValue<string>(out var name) && name.Length > 0 && !name.Contains('\0') ? name : null;

    private static long Offset(JsonObject state) => state["strt_offs"] is JsonValue value && value.TryGetValue<long>(out var offset) ? offset : 0;

    private static long LineFrom(string path, long from, long end)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (from <= 0)
        {
            return 0;
        }
        // From the byte before, which may itself end a line.
        file.Position = from - 1;
        int next;
        while (file.Position < end && (next = file.ReadByte()) >= 0)
        {
            if (next == '\n')
            {
                return file.Position;
            }
        }
        return end;
    }
}
