using System.Globalization;
using ContainerState.Hosts;

namespace ContainerState.Logs;

/// <summary>Keeps a spool within its limit.</summary>
/// <remarks>
/// The kernel stops the writer at the limit (RLIMIT_FSIZE), so that a spool is never larger, whether anybody looks or
/// not. What is shipped is freed below the file's beginning, whose length stays, so that an offset remains a sequence number.
/// </remarks>
internal static class SpoolRoom
{
    private const long Block = 4096;

    /// <summary>Gives room back, says what is dropped, and closes a spool whose writer is gone.</summary>
    public static void Tend(LogSpool spool, long shipped)
    {
        if (spool.IsClosed)
        {
            return;
        }
        if (spool.Writer is not { } writer)
        {
            // A start takes seconds; what is older was left by somebody who was killed.
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(spool.Folder) > TimeSpan.FromMinutes(10))
            {
                spool.Close();
            }
            return;
        }
        var length = new FileInfo(spool.Console).Length;
        if (length >= writer.EndOffset && writer.DroppedAt != length)
        {
            File.AppendAllText(spool.Notes, string.Create(
                CultureInfo.InvariantCulture,
                $"the spool is full ({writer.RoomBytes} bytes wait for the log server): what {spool.Server} wrote after byte {length} is dropped until there is room\n"));
            writer = writer with { DroppedAt = length };
            spool.Limit(writer);
        }
        var again = Math.Min(RelayState.SentAgain, writer.RoomBytes / 4);
        var first = Math.Min(shipped - again, length - (writer.RoomBytes / 2)) / Block * Block;
        if (first > Math.Max(writer.FirstOffset, Block))
        {
            using (var file = LibC.OpenFile(spool.Console))
            {
                // imfile knows a file by its first bytes, which must stay.
                if (!LibC.PunchHole(file, Block, first - Block))
                {
                    // A filesystem that cannot free a part of a file keeps all of it, and the limit stands.
                    return;
                }
            }
            spool.Limit(writer with { FirstOffset = first });
        }
        if (!writer.Process.IsAlive())
        {
            spool.Close();
        }
    }
}
