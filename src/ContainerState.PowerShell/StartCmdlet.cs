using System.Collections;
using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that set what servers get when they start: network access, variables, secrets, volumes and a log server.</summary>
public abstract class StartCmdlet : CoreCmdlet
{
    /// <summary>Lets them connect to everything that the host can reach.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    /// <summary>Lets them connect only to these addresses or networks, with or without a port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] EgressTo { get; set; } = [];

    /// <summary>TCP ports of the host to publish for them: several servers share the connections.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <summary>The IPv4 addresses of their name servers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Dns { get; set; } = [];

    /// <summary>The group of the servers. Servers in the same group can reach each other.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string? Group { get; set; }

    /// <summary>Environment variables, which override those of state.yaml.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Environment { get; set; } = [];

    /// <summary>Files for /run/secrets by name; see <see cref="HashtableInput"/> for the types that a value may have.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Secret { get; set; } = [];

    /// <summary>Volumes, each with the folder that the server has it at, such as data:/var/lib/postgresql.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VolumeNameCompleter))]
    public string[] Volume { get; set; } = [];

    /// <summary>The log server's URL; default: the one in state.yaml.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogServer { get; set; }

    /// <summary>A PEM file with the authorities that may sign the log server's certificate; default: the host's authorities.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogAuthorityPath { get; set; }

    /// <summary>The given options.</summary>
    private protected StartOptions ReadOptions() => new StartOptions
    {
        Egress = Egress,
        EgressTo = EgressTo,
        Publish = Publish,
        Dns = Dns,
        Group = Group,
        Environment = HashtableInput.Variables(Environment),
        Volumes = Volume,
        LogServer = LogServer,
        LogAuthorities = LogAuthorityPath is null ? null : FullPath(LogAuthorityPath),
    }.WithSecrets(Secret);
}
