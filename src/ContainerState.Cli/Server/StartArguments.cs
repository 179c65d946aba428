using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary>What a server is given at its start: its place in the network, variables, secrets and log server.</summary>
internal sealed class StartArguments
{
    private const string StandardInput = "-";

    private readonly Option<bool> egress = new("--egress") { Description = "Let it connect to everything that this host reaches." };

    private readonly Option<string[]> egressTo = new("--egress-to")
    {
        Description = "Let it connect there: an address or network with or without a port, such as 192.0.2.7:443 or 10.0.0.0/8. May be repeated, or be a list with commas.",
        HelpName = "PLACE",
    };

    private readonly Option<string[]> publish = new("--publish")
    {
        Description = "A TCP port of this host that leads to the server: 8080:80, or 127.0.0.1:8080:80 for one address. May be repeated, or be a list with commas.",
        HelpName = "PORT",
    };

    private readonly Option<string[]> dns = new("--dns") { Description = "The IPv4 address of a name server. May be repeated, or be a list with commas.", HelpName = "ADDRESS" };

    private readonly Option<string?> group = new("--group") { Description = "Servers of the same group reach each other.", HelpName = "NAME" };

    private readonly Option<string[]> environment = new("--environment") { Description = "A variable over those of state.yaml. May be repeated.", HelpName = "NAME=VALUE" };

    private readonly Option<string[]> secretFile = new("--secret-file")
    {
        Description = "A file for /run/secrets, in memory only. FILE is - for standard input. There is no way to write the value here: others would see it in the list of processes. May be repeated.",
        HelpName = "NAME=FILE",
    };

    private readonly Option<string?> logServer = new("--log-server") { Description = "Where its log goes: syslog+tls://, syslog+tcp://, syslog+udp://, relp:// or relp+tls://, a host, a port.", HelpName = "URL" };

    private readonly Option<string?> logAuthorities = new("--log-ca") { Description = "A PEM file: who may have signed the log server's certificate.", HelpName = "FILE" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [egress, egressTo, publish, dns, group, environment, secretFile, logServer, logAuthorities];

    /// <summary>Fills in what was typed.</summary>
    public async Task<StartOptions> FillAsync(Invocation run, StartOptions options) => options with
    {
        Egress = run.Get(egress),
        EgressTo = run.List(egressTo),
        Publish = run.List(publish),
        Dns = run.List(dns),
        Group = run.Get(group),
        Environment = Pairs("--environment", run.Get(environment)),
        LogServer = run.Get(logServer),
        LogAuthorities = run.Get(logAuthorities) is { } file ? Path.GetFullPath(file) : null,
        Secrets = await ReadAsync(Pairs("--secret-file", run.Get(secretFile)), run.Cancel),
    };

    /// <summary>The files of the secrets, by name; for those who read them later.</summary>
    public IReadOnlyDictionary<string, string> SecretFiles(Invocation run) =>
        Pairs("--secret-file", run.Get(secretFile)).ToDictionary(pair => pair.Key, pair => pair.Value == StandardInput ? pair.Value : Path.GetFullPath(pair.Value), StringComparer.Ordinal);

    private static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=');
            if (equals < 1)
            {
                throw new UsageException($"{option} {Quoted.Text(text)} has no name and '='.", $"Write it as {option} NAME=...");
            }
            if (!pairs.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new UsageException($"{option} names {Quoted.Text(text[..equals])} twice.", "Keep one of the two.");
            }
        }
        return pairs;
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(Dictionary<string, string> files, CancellationToken cancel)
    {
        if (files.Values.Count(file => file == StandardInput) > 1)
        {
            throw new UsageException("--secret-file reads standard input twice.", "Write one of them to a file.");
        }
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, file) in files)
        {
            secrets[name] = await SecretSource.ReadAsync(file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file), cancel);
        }
        return secrets;
    }
}
