using System.Globalization;
using ContainerState.Containers;
using ContainerState.Platform;

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

    private const string Gone = ".gone-";

    /// <summary>The server.</summary>
    public string Server { get; } = Path.GetFileName(Folder).Split('+')[0];

    /// <summary>The image that it ran from.</summary>
    public string Image { get; } = Path.GetFileName(Folder).Split('+') is [_, var image, ..] ? image : "";

    /// <summary>What the server writes to standard output, standard error and its console.</summary>
    public SpoolFile Console { get; } = new(Path.Combine(Folder, "console.log"));

    /// <summary>What it sends to /dev/log, each message as it was sent, with its priority in front.</summary>
    public SpoolFile Syslog { get; } = new(Path.Combine(Folder, "syslog.log"));

    /// <summary>Both.</summary>
    public IReadOnlyList<SpoolFile> Files => [Console, Syslog];

    /// <summary>What we have to say of the spool itself; shipped like the console.</summary>
    public string Notes => Path.Combine(Folder, "spool.log");

    /// <summary>The first byte of the notes that was not dropped.</summary>
    public long FirstNote
    {
        get
        {
            try
            {
                return long.TryParse(File.ReadAllText(FirstNoteFile), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 0;
            }
            catch (IOException)
            {
                return 0;
            }
        }
        set => WholeFile.Write(FirstNoteFile, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>True when the server is gone, and nothing is added any more.</summary>
    public bool IsClosed => File.Exists(ClosedMarker);

    /// <summary>Orders spools of one server by their start.</summary>
    public string Start => Path.GetFileName(Folder).Split('+')[^1];

    private string FirstNoteFile => Path.ChangeExtension(Notes, ".first");

    private string ClosedMarker => Path.Combine(Folder, "closed");

    /// <summary>Makes the spool of a server that is about to be started.</summary>
    public static LogSpool Create(Host host, string spools, string server, string image, string commit)
    {
        // Later than those before it, also when the clock was set back.
        var last = RelayFiles.All(host).SelectMany(files => In(files.Spools)).Where(spool => spool.Server == server).Select(spool => Number(spool.Start)).DefaultIfEmpty().Max();
        var start = Math.Max(DateTime.UtcNow.Ticks, last + 1).ToString("x16", CultureInfo.InvariantCulture);
        string[] parts = [ContainerName.OfServer(server), RelayText.Word(image), commit.Length == 0 ? "-" : RelayText.Word(commit), start];
        var spool = new LogSpool(Path.Combine(spools, string.Join('+', parts)));
        // The files are there before the folder has its name, so that the relay cannot look between the two.
        var draft = Path.Combine(Path.GetDirectoryName(spools)!, ".new-" + Path.GetFileName(spool.Folder));
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in spool.Files)
        {
            using var made = LibC.OpenFile(Path.Combine(draft, Path.GetFileName(file.Path)));
        }
        Directory.Move(draft, spool.Folder);
        return spool;
    }

    /// <summary>The spools in a folder.</summary>
    public static IReadOnlyList<LogSpool> In(string spools)
    {
        try
        {
            return [.. Directory.GetDirectories(spools).Select(folder => new LogSpool(folder))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Ends the spool of a server that is gone. Idempotent.</summary>
    public void Close()
    {
        if (IsClosed || !Directory.Exists(Folder))
        {
            return;
        }
        foreach (var file in Files)
        {
            file.EndLine();
        }
        WholeFile.Write(ClosedMarker, "");
    }

    /// <summary>Takes it away, under the relays' lock. What a kill leaves of it is no spool any more, and <see cref="Sweep"/> takes it.</summary>
    public void Delete()
    {
        var gone = Path.Combine(RelayFiles.OfSpool(Folder).Folder, Gone + Path.GetFileName(Folder));
        Directory.Move(Folder, gone);
        Directory.Delete(gone, recursive: true);
    }

    /// <summary>Takes away what is left of spools of a relay whose deletion was cut short.</summary>
    public static void Sweep(RelayFiles files)
    {
        foreach (var gone in Directory.GetDirectories(files.Folder, Gone + "*"))
        {
            Directory.Delete(gone, recursive: true);
        }
    }

    private static long Number(string start) => long.TryParse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>When it was closed.</summary>
    public DateTime ClosedUtc => File.GetLastWriteTimeUtc(ClosedMarker);
}
