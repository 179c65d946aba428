using System.Security.Cryptography;
using System.Text;
using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>The files of one relay.</summary>
/// <param name="Folder">All of them are in here.</param>
internal sealed record RelayFiles(string Folder)
{
    /// <summary>What daemon(1) is told to call itself, and its files.</summary>
    public const string KeeperName = "relay";

    /// <summary>The log server, as a URL.</summary>
    public string Target => Path.Combine(Folder, "target");

    /// <summary>The certificates that the log server's must come from, PEM.</summary>
    public string Authorities => Path.Combine(Folder, "ca.pem");

    /// <summary>The relay's own certificate for RELP over TLS, PEM.</summary>
    public string Certificate => Path.Combine(Folder, "relay.pem");

    /// <summary>The key of that.</summary>
    public string Key => Path.Combine(Folder, "relay.key");

    /// <summary>rsyslog's configuration.</summary>
    public string Configuration => Path.Combine(Folder, "rsyslog.conf");

    /// <summary>How far each file was read.</summary>
    public string State => Path.Combine(Folder, "state");

    /// <summary>Where each file of the spools begins; see <see cref="Logs.FirstOffsets"/>.</summary>
    public string FirstOffsets => Path.Combine(Folder, "first.json");

    /// <summary>What servers wrote: one folder each.</summary>
    public string Spools => Path.Combine(Folder, "spool");

    /// <summary>What rsyslog says of itself since we started it; not there when we ended it, and nothing needs to be sent again.</summary>
    public string OwnLog => Path.Combine(Folder, "relay.log");

    /// <summary>Why the relay could not be started the last time; not there when it could.</summary>
    public string Failure => Path.Combine(Folder, "failure");

    /// <summary>Since when the log server takes nothing, kept over what the relay says of itself; see <see cref="RelayOutage"/>.</summary>
    public string Since => Path.Combine(Folder, "since");

    /// <summary>The process that starts the relay again when it dies.</summary>
    public string KeeperId => Path.Combine(Folder, KeeperName + ".pid");

    /// <summary>The relay's process.</summary>
    public string ProcessId => Path.Combine(Folder, KeeperName + ".clientpid");

    /// <summary>The log server; empty when the relay is gone, as another command may take it away at any time.</summary>
    public string ReadTarget()
    {
        try
        {
            return File.ReadAllText(Target);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    /// <summary>The files of the relay to a log server.</summary>
    /// <param name="host">The host.</param>
    /// <param name="target">The log server.</param>
    /// <param name="authorities">The certificates for TLS; empty without.</param>
    public static RelayFiles Of(Host host, LogTarget target, string authorities) =>
        new(Path.Combine(host.Relays, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target}\n{authorities}")))[..16]));

    /// <summary>The files of the relay that a spool is shipped by.</summary>
    public static RelayFiles OfSpool(string spool) => new(Path.GetDirectoryName(Path.GetDirectoryName(spool))!);

    /// <summary>Those of every relay that a host has.</summary>
    public static IReadOnlyList<RelayFiles> All(Host host) =>
        Directory.Exists(host.Relays)
            ? [.. Directory.GetDirectories(host.Relays).Order(StringComparer.Ordinal).Select(folder => new RelayFiles(folder))]
            : [];
}
