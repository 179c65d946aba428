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

    /// <summary>Gives room back, says what is dropped, and closes a spool whose writer is gone.</summary>
    /// <param name="spool">The spool.</param>
    /// <param name="shipped">How far each file was sent.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task TendAsync(LogSpool spool, IReadOnlyDictionary<string, long> shipped, CancellationToken cancel)
    {
        if (spool.IsClosed)
        {
            return;
        }
        if (spool.Console.Writer is not { } monitor)
        {
            // A start takes seconds; what is older was left by somebody who was killed.
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(spool.Folder) > TimeSpan.FromMinutes(10))
            {
                spool.Close();
            }
            return;
        }
        foreach (var file in spool.Files)
        {
            if (file.Writer is { } writer)
            {
                await TendAsync(spool, file, writer, shipped.GetValueOrDefault(file.Path), cancel);
            }
        }
        // Of a server that is there though it is dead, whoever stops it closes the spool, after its last writer is gone.
        if (!monitor.Process.IsAlive() && !Directory.Exists(Path.Combine(host.Servers, spool.Server)))
        {
            spool.Close();
        }
    }

    private static async Task TendAsync(LogSpool spool, SpoolFile file, SpoolWriter writer, long shipped, CancellationToken cancel)
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
            return;
        }
        // Before the hole is there, so that nobody who is told to begin again begins in it.
        await file.LimitAsync(writer with { FirstOffset = first }, cancel);
        using var open = LibC.OpenFile(file.Path);
        // imfile knows a file by its first bytes, which must stay.
        if (!LibC.PunchHole(open, Block, first - Block))
        {
            // A filesystem that cannot free a part of a file keeps all of it, and the limit stands.
            await file.LimitAsync(writer, cancel);
        }
    }
}
