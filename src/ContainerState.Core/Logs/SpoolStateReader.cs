using System.Globalization;

namespace ContainerState.Logs;

/// <summary>How the logs of servers fare; what is known of a relay is read once for all of its spools.</summary>
internal sealed class SpoolStateReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (IReadOnlyDictionary<string, long> Offsets, string Server, RelayOutage? Outage)> _relays = new(StringComparer.Ordinal);

    /// <summary>How the log of a server fares.</summary>
    public SpoolState Of(LogSpool spool)
    {
        var files = RelayFiles.OfSpool(spool.Folder);
        if (!_relays.TryGetValue(files.Folder, out var relay))
        {
            _relays[files.Folder] = relay = (RelayState.Read(files), files.ReadTarget(), RelayOutage.Of(files));
        }
        var waiting = RelayState.Waiting(spool, relay.Offsets);
        if (relay.Outage is { } outage)
        {
            return new(relay.Server, waiting, outage.ToString(), outage.SinceUtc);
        }
        return waiting > 0 && StallUtc(files) is { } since
            ? new(relay.Server, waiting, string.Create(CultureInfo.InvariantCulture, $"it has taken nothing since {since:u}"), since)
            : new(relay.Server, waiting, Deafness(spool), null);
    }

    private static string? Deafness(LogSpool spool) =>
        !spool.IsClosed && spool.Console.Writer?.Process.IsAlive() == true && spool.Syslog.Writer is { } receiver && !receiver.Process.IsAlive()
            ? $"{SyslogReceiver.Program}, which took what the server sends to /dev/log, was killed; start another server in its place"
            : null;

    // A log server that is there and takes nothing is no fault to rsyslog, which waits.
    private static DateTime? StallUtc(RelayFiles files)
    {
        var last = Directory.GetLastWriteTimeUtc(files.State);
        return DateTime.UtcNow - last > Patience ? last : null;
    }
}
