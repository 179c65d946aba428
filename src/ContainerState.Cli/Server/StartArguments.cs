using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary>What a server gets when it starts: network access, variables, secrets, volumes and a log server.</summary>
internal sealed class StartArguments
{
    private const string StandardInput = "-";

    private readonly Option<bool> egress = new("--egress") { Description = "Let the servers connect to everything that this host can reach." };

    private readonly Option<string[]> egressTo = new("--egress-to")
    {
        Description = "Let the servers connect only to this address or network, with or without a port, such as 192.0.2.7:443 or 10.0.0.0/8. Can be repeated, or be a list with commas.",
        HelpName = "PLACE",
    };

    private readonly Option<string[]> publish = new("--publish")
    {
        Description = "A TCP port of this host to publish: 8080:80, or 127.0.0.1:8080:80 for one address. Several servers share the connections. Can be repeated, or be a list with commas.",
        HelpName = "PORT",
    };

    private readonly Option<string[]> dns = new("--dns") { Description = "The IPv4 address of a name server. Can be repeated, or be a list with commas.", HelpName = "ADDRESS" };

    private readonly Option<string?> group = new("--group") { Description = "The group of the servers. Servers in the same group can reach each other.", HelpName = "NAME", CompletionSources = { Names.Groups } };

    private readonly Option<string[]> environment = new("--environment") { Description = "An environment variable, which overrides that of state.yaml. Can be repeated.", HelpName = "NAME=VALUE" };

    private readonly Option<string[]> secretFile = new("--secret-file")
    {
        Description = "A file for /run/secrets, kept in memory only. FILE is - for standard input. The value itself cannot be given here, because others would see it in the list of processes. With owner= and mode= behind it, such as key=./key,owner=www-data,mode=0440, that user has it; default: the user of the server, 0400. Can be repeated.",
        HelpName = "NAME=FILE[,owner=USER][,mode=MODE]",
    };

    private readonly Option<string[]> volume = new("--volume")
    {
        Description = "A volume and the folder that the server has it at, such as data:/var/lib/postgresql. Can be repeated.",
        HelpName = "NAME:/PATH",
        CompletionSources = { Names.Volumes },
    };

    private readonly Option<string?> logServer = new("--log-server") { Description = "The log server: syslog+tls://, syslog+tcp://, syslog+udp://, relp:// or relp+tls://, a host, and a port if it is not the default.", HelpName = "URL" };

    private readonly Option<string?> logAuthorities = new("--log-ca") { Description = "A PEM file with the authorities that may sign the log server's certificate.", HelpName = "FILE" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [egress, egressTo, publish, dns, group, environment, secretFile, volume, logServer, logAuthorities];

    /// <summary>Fills in the given options.</summary>
    public async Task<StartOptions> FillAsync(Invocation run, StartOptions options)
    {
        var given = Pairs("--secret-file", run.Get(secretFile)).ToDictionary(pair => pair.Key, pair => SplitAccess(pair.Value), StringComparer.Ordinal);
        var files = given.ToDictionary(pair => pair.Key, pair => pair.Value.File, StringComparer.Ordinal);
        if (files.FirstOrDefault(pair => pair.Value.Length == 0).Key is { } empty)
        {
            throw new UsageException($"--secret-file {Quoted.Text(empty)} names no file.", "Write it as --secret-file NAME=FILE.");
        }
        return options with
        {
            Egress = run.Get(egress),
            EgressTo = run.List(egressTo),
            Publish = run.List(publish),
            Dns = run.List(dns),
            Group = run.Get(group),
            Environment = Pairs("--environment", run.Get(environment)),
            Volumes = run.Get(volume) ?? [],
            LogServer = run.Get(logServer),
            LogAuthorities = run.Get(logAuthorities) is { } file ? Path.GetFullPath(file) : null,
            SecretFiles = files.Where(pair => pair.Value != StandardInput).ToDictionary(pair => pair.Key, pair => Path.GetFullPath(pair.Value), StringComparer.Ordinal),
            Secrets = await ReadAsync(files, run.Cancel),
            SecretAccess = given.Where(pair => pair.Value.Access is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Access!, StringComparer.Ordinal),
        };
    }

    // From behind, so that a file may have commas in its name.
    private static (string File, SecretAccess? Access) SplitAccess(string text)
    {
        const string Owner = ",owner=";
        const string Mode = ",mode=";
        SecretAccess? access = null;
        while (text.LastIndexOf(',') is var comma and > 0)
        {
            var part = text[comma..];
            if (part.StartsWith(Owner, StringComparison.Ordinal) && access?.Owner is null)
            {
                access = (access ?? new()) with { Owner = part[Owner.Length..] };
            }
            else if (part.StartsWith(Mode, StringComparison.Ordinal) && access?.Mode is null)
            {
                access = (access ?? new()) with { Mode = part[Mode.Length..] };
            }
            else
            {
                break;
            }
            text = text[..comma];
        }
        return (text, access);
    }

    private static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var equals = text.IndexOf('=');
            if (equals < 1)
            {
                throw new UsageException($"{option} {Quoted.Text(text)} is not of the form NAME=VALUE.", $"Write it as {option} NAME=...");
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
        var names = files.Where(pair => pair.Value == StandardInput).Select(pair => pair.Key).ToList();
        if (names.Count > 1)
        {
            throw new UsageException("--secret-file reads standard input twice.", "Put one of the secrets in a file.");
        }
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            secrets[name] = await SecretSource.ReadAsync(Console.OpenStandardInput(), cancel);
        }
        return secrets;
    }
}
