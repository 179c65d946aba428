using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>The relays of this host: one rsyslogd of ours for each log server, for the spools of all servers that log to it.</summary>
/// <remarks>
/// Every command that starts, stops, tests or waits looks after them, and so does a supervisor; listing and reading change nothing: it starts one that is gone, gives room back, sends
/// again what may have been lost on its way, and ends one that has no work.
/// </remarks>
internal sealed class LogRelays(Host host)
{
    private const string HostAuthorities = "/etc/ssl/certs/ca-certificates.crt";

    // Bytes that a relay says of itself before it begins anew.
    private const long MostSaid = 1 << 20;

    // RELP's last acknowledgements are on their way for a moment.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    // Before a relay that could not be started is tried again.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private string Lock => Path.Combine(host.Relays, "lock");

    /// <summary>True when there is anything to look after.</summary>
    public bool Any() => RelayFiles.All(host).Count > 0;

    /// <summary>The folder for spools of servers that log to this log server; its relay runs.</summary>
    /// <param name="target">The log server.</param>
    /// <param name="authorities">A file of certificates, PEM; null for the host's. Read only for TLS.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: rsyslog, or a module of it, is not installed.</exception>
    /// <exception cref="InvalidNameException">The file holds no certificate.</exception>
    public async Task<string> OpenAsync(LogTarget target, string? authorities, CancellationToken cancel)
    {
        RelayProcess.Require(target);
        var certificates = CertificatesOf(target, authorities);
        var files = RelayFiles.Of(host, target, certificates);
        using var hold = await FileLock.TakeAsync(Lock, "The log relays", cancel);
        foreach (var folder in (string[])[host.Relays, files.Folder, files.State, files.Spools])
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        if (!File.Exists(files.Target))
        {
            await File.WriteAllTextAsync(files.Authorities, certificates, cancel);
        }
        WholeFile.Write(files.Target, target.ToString());
        if (RelayProcess.FindKeeper(files) is null)
        {
            await RestartAsync(files, again: File.Exists(files.OwnLog), cancel);
        }
        return files.Spools;
    }

    /// <summary>The files of the relay to a log server.</summary>
    public RelayFiles FilesOf(LogTarget target, string? authorities) => RelayFiles.Of(host, target, CertificatesOf(target, authorities));

    /// <summary>Looks after all relays, unless somebody else is doing it.</summary>
    public async Task TendAsync(CancellationToken cancel)
    {
        if (!Any() || FileLock.TryTake(Lock) is not { } hold)
        {
            return;
        }
        using (hold)
        {
            foreach (var files in RelayFiles.All(host).Where(files => HasPassed(files.Failure, Pause)))
            {
                await TryTendAsync(files, cancel);
            }
        }
    }

    /// <summary>
    /// Drops what of spools waits for log servers: all of a server that is gone, with its spool, and of another all lines that are
    /// whole, with what was sent before them. The relays go on, for what comes later and for all others.
    /// </summary>
    /// <returns>Of which spool how many bytes were dropped; those of which nothing waited are not in it.</returns>
    public async Task<IReadOnlyList<(LogSpool Spool, long Bytes)>> DropAsync(IEnumerable<LogSpool> spools, CancellationToken cancel)
    {
        using var hold = await FileLock.TakeAsync(Lock, "The log relays", cancel);
        var dropped = new List<(LogSpool, long)>();
        foreach (var group in spools.GroupBy(spool => RelayFiles.OfSpool(spool.Folder)).Where(group => File.Exists(group.Key.Target)))
        {
            var files = group.Key;
            var sent = RelayState.Read(files);
            var waiting = group.Where(spool => RelayState.Waiting(spool, sent) > 0).ToList();
            if (waiting.Count == 0)
            {
                continue;
            }
            var since = RelayOutage.Since(files);
            // By what it had handed on before: one that is ended while its log server is away may write down that it is done with what it held.
            await RelayProcess.StopAsync(files, cancel);
            foreach (var spool in waiting)
            {
                await new SpoolRoom(host).TendAsync(spool, sent, cancel);
            }
            // Before anything is skipped, which must not be undone.
            GoBack(files);
            foreach (var spool in waiting)
            {
                var bytes = await SpoolRoom.DropAsync(spool, sent, cancel);
                if (bytes > 0)
                {
                    dropped.Add((spool, bytes));
                }
            }
            RelayOutage.Keep(files, since);
            // It was ended, and need not be asked again what it lost.
            File.Delete(files.OwnLog);
            await TryTendAsync(files, cancel);
        }
        return dropped;
    }

    private async Task TryTendAsync(RelayFiles files, CancellationToken cancel)
    {
        try
        {
            await TendAsync(files, cancel);
            File.Delete(files.Failure);
        }
        catch (Exception error) when (error is ContainerStateException or IOException)
        {
            // Whoever stops or lists servers must not be kept from it; Get-Server tells of it.
            Say(files, error.Message);
        }
    }

    private static void Say(RelayFiles files, string failure)
    {
        try
        {
            RelayOutage.Say(files, failure);
        }
        catch (IOException)
        {
            // On a full disk nothing can be written down; the next command tries again.
        }
    }

    private async Task TendAsync(RelayFiles files, CancellationToken cancel)
    {
        if (!File.Exists(files.Target))
        {
            Directory.Delete(files.Folder, recursive: true);
            return;
        }
        LogSpool.Sweep(files);
        await RepairAsync(files, cancel);
        var offsets = RelayState.Read(files);
        // A command that has just opened it is about to make spools in it.
        var hasWork = DateTime.UtcNow - File.GetLastWriteTimeUtc(files.Target) < TimeSpan.FromMinutes(1);
        var given = false;
        foreach (var spool in LogSpool.In(files.Spools))
        {
            given |= await new SpoolRoom(host).TendAsync(spool, offsets, cancel);
            if (!spool.IsClosed || RelayState.Waiting(spool, offsets) > 0 || DateTime.UtcNow - spool.ClosedUtc < Rest)
            {
                hasWork = true;
            }
            else if (DateTime.UtcNow - spool.ClosedUtc > LogSpool.Kept)
            {
                spool.Delete();
            }
        }
        if (given)
        {
            FirstOffsets.Write(files);
        }
        // What is on its way is known to have arrived only when the other side's kernel has said so.
        if (!hasWork && !(RelayProcess.Find(files) is { } relay && UnsentBytes.Any(relay.Id)))
        {
            await RelayProcess.StopAsync(files, cancel);
            File.Delete(files.OwnLog);
            File.Delete(files.Since);
            if (LogSpool.In(files.Spools).Count == 0)
            {
                Directory.Delete(files.Folder, recursive: true);
            }
        }
        else if (RelayProcess.FindKeeper(files) is null)
        {
            await RestartAsync(files, again: false, cancel);
        }
    }

    /// <summary>
    /// Sends again what may be lost: after a relay was killed, or a connection broke, nobody knows how much of what was on
    /// its way has arrived.
    /// </summary>
    private static async Task RepairAsync(RelayFiles files, CancellationToken cancel)
    {
        if (RelayLog.Read(files) is not { } said)
        {
            return;
        }
        // It sends no more, and rsyslog's RELP does not even rest: it is tried again, but not at every command.
        var mayTry = !said.HasGivenUp || HasPassed(files.Configuration, Rest);
        // What it says at each of its attempts to reach a log server that is away for good would fill the disk.
        var saysMuch = new FileInfo(files.OwnLog) is { Exists: true, Length: > MostSaid };
        if (mayTry && (said.Starts > 1 || said.HasReconnected || said.HasGivenUp || saysMuch || RelayProcess.FindKeeper(files) is null))
        {
            await RestartAsync(files, again: true, cancel);
        }
    }

    // Since a file was written. A clock that was set back must not make it wait for the time that it was.
    private static bool HasPassed(string file, TimeSpan time) => (DateTime.UtcNow - File.GetLastWriteTimeUtc(file)).Duration() > time;

    private static async Task RestartAsync(RelayFiles files, bool again, CancellationToken cancel)
    {
        var since = RelayOutage.Since(files);
        await RelayProcess.StopAsync(files, cancel);
        if (again)
        {
            GoBack(files);
        }
        RelayState.Forget(files);
        RelayOutage.Keep(files, since);
        await RelayProcess.StartAsync(files, cancel);
    }

    // To what may not have arrived.
    private static void GoBack(RelayFiles files)
    {
        RelayState.Forget(files);
        var first = FirstOffsets.Read(files);
        RelayState.Rewind(files, path => first.GetValueOrDefault(path));
    }

    private static string CertificatesOf(LogTarget target, string? authorities) => target.IsTls ? ReadAuthorities(authorities ?? HostAuthorities) : "";

    private static string ReadAuthorities(string path)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(File.ReadAllText(path));
            if (certificates.Count > 0)
            {
                // Written anew: whatever else the file holds, a key perhaps, stays where it is.
                return certificates.ExportCertificatePems();
            }
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // The same answer as for a file without any.
        }
        throw new InvalidNameException("file of certificate authorities", path, "a readable PEM file with one certificate or more");
    }
}
