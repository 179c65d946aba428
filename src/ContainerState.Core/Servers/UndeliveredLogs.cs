using System.Globalization;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>What of the logs of servers, and of those that are gone, waits for log servers.</summary>
public sealed class UndeliveredLogs(Host host)
{
    private const string Title = "undelivered logs";

    // Of the servers of one log server.
    private const int MostNamed = 5;

    /// <summary>The servers that a name or a pattern means, and those that are gone and whose log is kept. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is neither a pattern nor a name.</exception>
    /// <exception cref="ServerNotFoundException">There is, and was, none of that name.</exception>
    public IReadOnlyList<EphemeralServer> Find(string name)
    {
        RequireRoot();
        var finder = new ServerLogFinder(host);
        if (!NamePattern.Is(name))
        {
            return finder.FindAll(name);
        }
        var found = new EphemeralServers(host).List(name);
        var names = found.Select(server => server.Name).ToHashSet(StringComparer.Ordinal);
        return [.. found, .. Spools().Select(spool => spool.Server).Where(server => NamePattern.Matches(name, server) && names.Add(server)).Order(StringComparer.Ordinal).Select(finder.Find)];
    }

    /// <summary>How many bytes of the log of a server, and of those before it that had its name, wait.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public long WaitingBytes(EphemeralServer server)
    {
        RequireRoot();
        var reader = new SpoolStateReader();
        return SpoolsOf(server).Sum(spool => reader.Of(spool).WaitingBytes);
    }

    /// <summary>
    /// Drops what of the log of a server, and of those before it that had its name, waits: of one that is gone all that is kept,
    /// of another all lines so far. What it writes later is sent.
    /// </summary>
    /// <param name="server">The server; one that was started later with its name is left alone.</param>
    /// <param name="cancel">Stops it; the next command starts the relay again.</param>
    /// <returns>What was dropped, by log server; empty when nothing waited.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="BusyException">Another process works on the relays, or one of a relay does not die.</exception>
    public async Task<IReadOnlyList<DroppedLog>> DropAsync(EphemeralServer server, CancellationToken cancel = default)
    {
        RequireRoot();
        var spools = SpoolsOf(server).ToList();
        var targets = spools.ToDictionary(spool => spool.Folder, TargetOf);
        var dropped = await new LogRelays(host).DropAsync(spools, cancel);
        return [.. dropped.GroupBy(one => targets[one.Spool.Folder]).Select(group => new DroppedLog(server.Name, group.Key, group.Sum(one => one.Bytes)))];
    }

    /// <summary>One check of the host for each log server that has not got everything: how much, of whom, and since when.</summary>
    public IReadOnlyList<HostCheck> Check()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [new(Title, HostCheck.LogArea, true, "only root can see them", "")];
        }
        var checks = States().Where(one => one.Log.WaitingBytes > 0)
            .GroupBy(one => one.Log.Server, (server, logs) => Check(server, [.. logs]))
            .ToList();
        return checks.Count > 0 ? checks : [new(Title, HostCheck.LogArea, true, "none", "")];
    }

    /// <summary>How the log of each server fares that is there, or is gone and kept.</summary>
    internal IReadOnlyList<(LogSpool Spool, SpoolState Log)> States()
    {
        var reader = new SpoolStateReader();
        return [.. Spools().Select(spool => (spool, reader.Of(spool)))];
    }

    private static HostCheck Check(string logServer, IReadOnlyList<(LogSpool Spool, SpoolState Log)> waiting)
    {
        var names = waiting.Select(one => one.Spool.Server).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var more = names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "";
        var found = string.Create(
            CultureInfo.InvariantCulture, $"{waiting.Sum(one => one.Log.WaitingBytes)} bytes of {string.Join(", ", names.Take(MostNamed))}{more} wait for {logServer}");
        var fault = waiting.Where(one => one.Log.Fault is not null).OrderBy(one => one.Log.SinceUtc ?? DateTime.MaxValue).FirstOrDefault().Log?.Fault;
        return fault is null
            ? new(Title, HostCheck.LogArea, true, found, "")
            : new(Title, HostCheck.LogArea, false, $"{found}: {fault}", "Mend what keeps them from being sent, or drop them with Remove-ServerLog (containerstate server log --drop).");
    }

    private static void RequireRoot() => EphemeralServers.RequireRoot("Dropping a server's log");

    private static string TargetOf(LogSpool spool) => RelayFiles.OfSpool(spool.Folder).ReadTarget();

    private IEnumerable<LogSpool> Spools() => RelayFiles.All(host).SelectMany(files => LogSpool.In(files.Spools));

    // An object from before must not reach the log of a server that has its name by now.
    private IEnumerable<LogSpool> SpoolsOf(EphemeralServer server)
    {
        var last = server switch
        {
            { SyslogPath.Length: > 0 } => new LogSpool(Path.GetDirectoryName(server.SyslogPath)!).Start,
            { StartedUtc.Ticks: > 0 } => server.StartedUtc.Ticks.ToString("x16", CultureInfo.InvariantCulture),
            _ => null,
        };
        return Spools().Where(spool => spool.Server == server.Name && (last is null || string.CompareOrdinal(spool.Start, last) <= 0));
    }
}
