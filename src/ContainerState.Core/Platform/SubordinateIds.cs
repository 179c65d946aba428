using System.Globalization;

namespace ContainerState.Platform;

/// <summary>The range of user and group ids that root has reserved for servers, in /etc/subuid and /etc/subgid.</summary>
internal static class SubordinateIds
{
    /// <summary>Ids of one server.</summary>
    public const int PerServer = 65536;

    /// <summary>
    /// Ids in all: for 1,024 containers. A range of root's with exactly this length is ours; another engine's is not
    /// touched, since its containers live there.
    /// </summary>
    public const long Length = 1024L * PerServer;

    /// <summary>Build containers at once, on the whole host. Their ids are the last of the range.</summary>
    public const int Builds = 16;

    /// <summary>Servers at once.</summary>
    public const int Servers = (int)(Length / PerServer) - Builds;

    // Above what shadow hands out to users (SUB_UID_MAX, 600100000), on a multiple of 65536.
    private const long Preferred = 15259L * PerServer;

    // Ids from 2^31 on are negative numbers to some programs.
    private const long Most = 1L << 31;

    private static readonly string[] Files = ["/etc/subuid", "/etc/subgid"];

    /// <summary>The first id of the range; null when there is none.</summary>
    public static long? Find() => Ours(Read(Files[0])) is { } users && Ours(Read(Files[1])) == users ? users : null;

    /// <summary>Reserves the range when there is none. The caller holds the lock.</summary>
    public static long Reserve()
    {
        if (Find() is { } there)
        {
            return there;
        }
        var taken = Files.SelectMany(file => Read(file).Where(line => !IsOurs(line))).ToList();
        var first = Choose(taken.Select(line => (line.First, line.Count)));
        foreach (var file in Files)
        {
            // A range that stands in one of the two files alone is half a reservation, and goes.
            var kept = Lines(file).Where(line => Parse(line) is not { } entry || !IsOurs(entry));
            WholeFile.Write(
                file,
                string.Concat(kept.Append($"root:{first}:{Length}").Select(line => line + "\n")),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        return first;
    }

    /// <summary>The lowest place from the preferred one on that overlaps nothing.</summary>
    public static long Choose(IEnumerable<(long First, long Count)> taken)
    {
        var first = Preferred;
        foreach (var (other, count) in taken.OrderBy(range => range.First))
        {
            if (other < first + Length && first < other + count)
            {
                first = (other + count + PerServer - 1) / PerServer * PerServer;
            }
        }
        return first + Length <= Most
            ? first
            : throw new Errors.HostNotReadyException([$"/etc/subuid and /etc/subgid leave no room for {Length} ids below 2^31; remove ranges that are not needed"]);
    }

    private static long? Ours(IEnumerable<(string Owner, long First, long Count)> lines) =>
        lines.Where(IsOurs).Select(line => (long?)line.First).FirstOrDefault();

    private static bool IsOurs((string Owner, long First, long Count) line) =>
        line.Owner is "root" or "0" && line.Count == Length && line.First > 0 && line.First % PerServer == 0;

    private static IEnumerable<(string Owner, long First, long Count)> Read(string file) =>
        Lines(file).Select(Parse).OfType<(string, long, long)>();

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static (string Owner, long First, long Count)? Parse(string line)
    {
        var fields = line.Split(':');
        return fields.Length == 3
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (fields[0], first, count)
            : null;
    }
}
