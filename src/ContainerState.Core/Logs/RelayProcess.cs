using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Starts and ends rsyslogd for one relay.</summary>
/// <remarks>
/// Its parent is daemon(1), which starts it again at once when it is killed, whether a command of ours runs or not.
/// When that one is killed, the relay goes on without it until the next command.
/// </remarks>
internal static class RelayProcess
{
    private static readonly string[] ModuleFolders =
        ["/usr/lib/rsyslog", "/usr/lib64/rsyslog", .. Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "rsyslog")) : []];

    // A relay is its keeper's child first, and then becomes rsyslogd.
    private static readonly string[] Keeper = ["daemon"];
    private static readonly string[] Relay = ["daemon", "rsyslogd"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan DeathPatience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>Makes sure that rsyslog and its modules for this log server are here.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: Something is not; the error names its package.</exception>
    public static void Require(LogTarget target)
    {
        HostProgram.Require("rsyslogd");
        HostProgram.Require("daemon");
        HostProgram.Require(SyslogReceiver.Program);
        if (target.Transport is LogTransport.Relp or LogTransport.RelpTls && !HasModule("omrelp"))
        {
            throw PlatformFaults.NoProgram("omrelp (a module of rsyslog)", "rsyslog-relp");
        }
        if (target.Transport == LogTransport.Tls && TlsDriver() is null)
        {
            throw PlatformFaults.NoProgram("lmnsd_ossl (a module of rsyslog)", "rsyslog-openssl");
        }
    }

    /// <summary>The relay's process; null when it does not run.</summary>
    public static ProcessIdentity? Find(RelayFiles files) => Find(files, files.ProcessId, Relay);

    /// <summary>The process that starts it again; null when that does not run.</summary>
    public static ProcessIdentity? FindKeeper(RelayFiles files) => Find(files, files.KeeperId, Keeper);

    /// <summary>Starts it. The caller holds the relays' lock.</summary>
    /// <exception cref="ProgramFailedException">It could not be started.</exception>
    public static async Task StartAsync(RelayFiles files, CancellationToken cancel)
    {
        var target = LogTarget.Parse(await File.ReadAllTextAsync(files.Target, cancel));
        Require(target);
        if (target.Transport == LogTransport.RelpTls)
        {
            WriteCertificate(files);
        }
        FirstOffsets.Write(files);
        await File.WriteAllTextAsync(files.Configuration, RelayConfiguration.Write(files, target, TlsDriver() ?? "ossl"), cancel);
        await File.WriteAllTextAsync(files.OwnLog, "", cancel);
        var started = await ProgramRunner.RunAsync(Daemon(files), cancel: cancel);
        var end = Deadline.In(StartPatience);
        while (FindKeeper(files) is null || RelayLog.Read(files) is not { Starts: > 0 })
        {
            if (end.IsOver)
            {
                await StopAsync(files, cancel);
                throw new ProgramFailedException(started.Command.ToString(), started.ExitCode, $"the log relay did not come up; 'rsyslogd -N1 -f {files.Configuration}' says more");
            }
            await Task.Delay(5, cancel);
        }
        File.Delete(files.Failure);
    }

    /// <summary>Ends it: asks, and kills it when it does not listen, as one that waits for its log server may not.</summary>
    public static async Task StopAsync(RelayFiles files, CancellationToken cancel)
    {
        ProcessIdentity?[] found = [FindKeeper(files), Find(files)];
        // The keeper hands this on, and ends.
        foreach (var process in found.OfType<ProcessIdentity>().Take(1))
        {
            await ProgramRunner.TryRunAsync(new ProgramCommand("kill").With("-TERM", process.Id.ToString(CultureInfo.InvariantCulture)), cancel: cancel);
        }
        var end = Deadline.In(Patience);
        while (found.Any(process => process?.IsAlive() == true))
        {
            if (end.IsOver)
            {
                Array.ForEach(found, process => process?.Kill());
            }
            if (end.IsOverBy(DeathPatience))
            {
                throw new BusyException("The log relay", "a process that does not die");
            }
            await Task.Delay(10, cancel);
        }
        // Started by the keeper in its last moment.
        Find(files)?.Kill();
    }

    // It proves nothing to anybody: without one, GnuTLS in librelp talks to the log server anonymously, and checks nothing.
    private static void WriteCertificate(RelayFiles files)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=ContainerState log relay", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        WholeFile.Write(files.Certificate, certificate.ExportCertificatePem() + "\n");
        WholeFile.Write(files.Key, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The process whose id is in a file, if it runs one of these programs and is at the relay's own files.</summary>
    internal static ProcessIdentity? Find(RelayFiles files, string idFile, IEnumerable<string> programs)
    {
        try
        {
            // The first line alone: daemon(1) writes over what one before it wrote, and leaves the rest of a longer number.
            return int.TryParse(File.ReadLines(idFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? OwnProcesses.Find(id, programs, [files.Folder, files.OwnLog, files.KeeperId])
                : null;
        }
        catch (IOException)
        {
            // It never ran, or has just ended.
            return null;
        }
    }

    private static string? TlsDriver() => HasModule("lmnsd_ossl") ? "ossl" : HasModule("lmnsd_gtls") ? "gtls" : null;

    private static bool HasModule(string name) => ModuleFolders.Any(folder => File.Exists(Path.Combine(folder, name + ".so")));

    private static ProgramCommand Daemon(RelayFiles files) =>
        (new ProgramCommand("daemon") { WorkingDirectory = "/" }).WithOwnEnvironment()
        // A pause of 10 s after 100 ends that followed each other within 10 s: the least that it knows.
        .With("--name", RelayFiles.KeeperName, "--pidfiles", files.Folder, "--chdir", files.Folder, "--respawn", "--acceptable", "10", "--attempts", "100", "--delay", "10")
        .With("--", ProgramRunner.Find("rsyslogd")!, "-n", "-C", "-iNONE", "-f", files.Configuration);
}
