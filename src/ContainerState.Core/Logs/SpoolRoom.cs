using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Keeps a spool within its limit.</summary>
/// <remarks>
/// The kernel stops the writer at the limit (RLIMIT_FSIZE), so that a spool is never larger, whether anybody looks or
/// not. What is shipped is freed below the file's beginning, whose length stays, so that an offset remains a sequence number.
/// </remarks>
internal sealed class SpoolRoom(Host host)
{
    private const long Block = 4096;

    // Of a line that is not whole yet.
    private const int LongestLine = 1 << 20;

    /// <summary>Gives room back, says what is dropped, and closes a spool whose writer is gone.</summary>
    /// <param name="spool">The spool.</param>
    /// <param name="shipped">How far each file was sent.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>True when room was given back, so that a file begins somewhere else.</returns>
    public async Task<bool> TendAsync(LogSpool spool, IReadOnlyDictionary<string, long> shipped, CancellationToken cancel)
    {
        if (spool.IsClosed)
        {
            return false;
        }
        if (spool.Console.Writer is not { } monitor)
        {
            // A start takes seconds; what is older was left by somebody who was killed.
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(spool.Folder) > TimeSpan.FromMinutes(10))
            {
                spool.Close();
            }
            return false;
        }
        var given = false;
        foreach (var file in spool.Files)
        {
            // Of a spool whose deletion was cut short, who wrote may be there without what was written.
            if (file.Writer is { } writer && File.Exists(file.Path))
            {
                given |= await TendAsync(spool, file, writer, shipped.GetValueOrDefault(file.Path), cancel);
            }
        }
        // Of a server that is there though it is dead, whoever stops it closes the spool, after its last writer is gone.
        if (!monitor.Process.IsAlive() && !Directory.Exists(Path.Combine(host.Servers, spool.Server)))
        {
            spool.Close();
        }
        return given;
    }

    private static async Task<bool> TendAsync(LogSpool spool, SpoolFile file, SpoolWriter writer, long shipped, CancellationToken cancel)
    {
        var length = new FileInfo(file.Path).Length;
        if (length >= writer.EndOffset && writer.DroppedAt != length)
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            File.AppendAllText(spool.Notes, string.Create(
                CultureInfo.InvariantCulture,
                $"the spool is full ({writer.RoomBytes} bytes wait for the log server): what {spool.Server} wrote to its {name} after byte {length} is dropped until there is room\n"));
            writer = writer with { DroppedAt = length };
            await file.LimitAsync(writer, cancel);
        }
        var again = Math.Min(RelayState.SentAgain, writer.RoomBytes / 4);
        var first = Math.Min(shipped - again, length - (writer.RoomBytes / 2)) / Block * Block;
        if (first <= Math.Max(writer.FirstOffset, Block))
        {
            return false;
        }
        // Before the hole is there, so that nobody who is told to begin again begins in it.
        await file.LimitAsync(writer with { FirstOffset = first }, cancel);
        if (!Free(file, first))
        {
            // A filesystem that cannot free a part of a file keeps all of it, and the limit stands.
            await file.LimitAsync(writer, cancel);
        }
        return true;
    }

    /// <summary>
    /// Drops what of a spool waits: all of one that is closed, which goes altogether; of another all lines that are whole, and
    /// what was sent before them. The relay does not run.
    /// </summary>
    /// <param name="spool">The spool.</param>
    /// <param name="shipped">How far each file was sent.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many bytes waited, and do no more.</returns>
    public static async Task<long> DropAsync(LogSpool spool, IReadOnlyDictionary<string, long> shipped, CancellationToken cancel)
    {
        var waiting = RelayState.Waiting(spool, shipped);
        if (waiting == 0)
        {
            return 0;
        }
        if (spool.IsClosed)
        {
            spool.Delete();
            return waiting;
        }
        var dropped = 0L;
        foreach (var file in spool.Files.Append(new(spool.Notes)).Where(file => File.Exists(file.Path)))
        {
            dropped += await DropAsync(spool, file, shipped.GetValueOrDefault(file.Path), cancel);
        }
        return dropped;
    }

    private static async Task<long> DropAsync(LogSpool spool, SpoolFile file, long shipped, CancellationToken cancel)
    {
        var end = LinesEnd(file.Path, shipped);
        if (end <= shipped)
        {
            return 0;
        }
        var writer = file.Writer;
        if (writer is not null)
        {
            await file.LimitAsync(writer with { FirstOffset = end }, cancel);
        }
        else if (file.Path == spool.Notes)
        {
            // Nobody is limited in them, but they must not be sent again either.
            spool.FirstNote = end;
        }
        RelayState.Skip(RelayFiles.OfSpool(spool.Folder), file.Path, end);
        // The newline before the next line stays: without it, that line's beginning is not found.
        var free = (end - 1) / Block * Block;
        if (writer is not null && free > Block && !Free(file, free))
        {
            // As above; it is not sent all the same.
            await file.LimitAsync(writer with { FirstOffset = end, RoomBytes = Math.Max(0, writer.EndOffset - end) }, cancel);
        }
        return end - shipped;
    }

    // imfile knows a file by its first bytes, which must stay.
    private static bool Free(SpoolFile file, long first)
    {
        using var open = LibC.OpenFile(file.Path);
        return LibC.PunchHole(open, Block, first - Block);
    }

    // Where the line begins that is being written; the end of the file when that line is too long to be kept for its beginning.
    private static long LinesEnd(string path, long from)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var end = file.Length;
        var first = Math.Max(from, end - LongestLine);
        var tail = new byte[Math.Max(0, end - first)];
        file.Position = first;
        file.ReadExactly(tail);
        return Array.LastIndexOf(tail, (byte)'\n') is >= 0 and var last ? first + last + 1 : first == from ? from : end;
    }
}
