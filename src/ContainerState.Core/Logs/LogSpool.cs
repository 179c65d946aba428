using System.Globalization;
using System.Text.Json;
using ContainerState.Containers;
using ContainerState.Hosts;

namespace ContainerState.Logs;

/// <summary>What one server wrote, kept on the host until it is shipped and old: a folder below the relay's.</summary>
/// <remarks>
/// The folder's name is all that the relay knows of a server: name, image, commit and start. The server has no part in
/// it, so that it cannot pass for another.
/// </remarks>
internal sealed record LogSpool(string Folder)
{
    /// <summary>How long what was shipped can still be read here.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The server.</summary>
    public string Server { get; } = Path.GetFileName(Folder).Split('+')[0];

    /// <summary>The image that it ran from.</summary>
    public string Image { get; } = Path.GetFileName(Folder).Split('+') is [_, var image, ..] ? image : "";

    /// <summary>What the server writes is added to this file, and nothing is ever taken out of it.</summary>
    public string Console => Path.Combine(Folder, "console.log");

    /// <summary>What we have to say of the spool itself; shipped like the console.</summary>
    public string Notes => Path.Combine(Folder, "spool.log");

    /// <summary>Which line was read when: an offset and a time on each line.</summary>
    public string Times => Path.Combine(Folder, "times");

    /// <summary>True when the server is gone, and nothing is added any more.</summary>
    public bool IsClosed => File.Exists(ClosedMarker);

    /// <summary>Orders spools of one server by their start.</summary>
    public string Start => Path.GetFileName(Folder).Split('+')[^1];

    /// <summary>Who may write how much.</summary>
    public SpoolWriter? Writer
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize(File.ReadAllText(WriterFile), SpoolJson.Default.SpoolWriter);
            }
            catch (Exception fault) when (fault is IOException or JsonException)
            {
                return null;
            }
        }
    }

    private string ClosedMarker => Path.Combine(Folder, "closed");

    private string WriterFile => Path.Combine(Folder, "writer.json");

    /// <summary>Makes the spool of a server that is about to be started.</summary>
    public static LogSpool Create(string spools, string server, string image, string commit)
    {
        var start = DateTime.UtcNow.Ticks.ToString("x16", CultureInfo.InvariantCulture);
        string[] parts = [ContainerText.Name(server), RelayText.Word(image), commit.Length == 0 ? "-" : RelayText.Word(commit), start];
        var spool = new LogSpool(Path.Combine(spools, string.Join('+', parts)));
        // The file is there before the folder has its name, so that the relay cannot look between the two.
        var draft = Path.Combine(Path.GetDirectoryName(spools)!, ".new-" + Path.GetFileName(spool.Folder));
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using (LibC.OpenFile(Path.Combine(draft, "console.log")))
        {
        }
        Directory.Move(draft, spool.Folder);
        return spool;
    }

    /// <summary>The spools in a folder.</summary>
    public static IReadOnlyList<LogSpool> In(string spools) =>
        Directory.Exists(spools) ? [.. Directory.GetDirectories(spools).Select(folder => new LogSpool(folder))] : [];

    /// <summary>Writes down who writes, and lets it write up to the limit and no further.</summary>
    public void Limit(SpoolWriter writer)
    {
        WholeFile.Write(WriterFile, JsonSerializer.Serialize(writer, SpoolJson.Default.SpoolWriter), lasting: false);
        if (writer.Process.IsAlive())
        {
            LibC.LimitFileSize(writer.Process.Id, writer.EndOffset);
        }
    }

    /// <summary>Ends the spool of a server that is gone. Idempotent.</summary>
    public void Close()
    {
        if (IsClosed || !Directory.Exists(Folder))
        {
            return;
        }
        using (var file = new FileStream(Console, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            // A last line without its newline would never be seen as whole.
            if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    file.WriteByte((byte)'\n');
                }
            }
        }
        WholeFile.Write(ClosedMarker, "");
    }

    /// <summary>When it was closed.</summary>
    public DateTime ClosedUtc => File.GetLastWriteTimeUtc(ClosedMarker);
}
