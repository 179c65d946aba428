using System.Collections;
using System.Management.Automation;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that say what servers are given at their start: a place in the network, variables, secrets and a log server.</summary>
public abstract class StartCmdlet : CoreCmdlet
{
    /// <summary>The parameter set of ids.</summary>
    protected const string ById = "Id";

    /// <summary>The parameter set of images.</summary>
    protected const string ByImage = "Image";

    /// <summary>An image.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByImage)]
    [ValidateNotNull]
    public ServerImage? Image { get; set; }

    /// <summary>Let them connect to everything that the host reaches.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    /// <summary>Let them connect there: addresses or networks, with or without a port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] EgressTo { get; set; } = [];

    /// <summary>The IPv4 addresses of their name servers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Dns { get; set; } = [];

    /// <summary>Servers of the same group reach each other.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Group { get; set; }

    /// <summary>Variables over those of state.yaml.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Environment { get; set; } = [];

    /// <summary>Files for /run/secrets by name; see <see cref="Given"/> for what a value may be.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Secret { get; set; } = [];

    /// <summary>The log server's URL; that of state.yaml when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogServer { get; set; }

    /// <summary>A PEM file: who may have signed the log server's certificate; the host's authorities when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogAuthorityPath { get; set; }

    /// <summary>What was given, but for the secrets: some read those only later.</summary>
    private protected StartOptions ReadOptions() => new()
    {
        Egress = Egress,
        EgressTo = EgressTo,
        Dns = Dns,
        Group = Group,
        Environment = Given.Variables(Environment),
        LogServer = LogServer,
        LogAuthorities = LogAuthorityPath is null ? null : FullPath(LogAuthorityPath),
    };
}
