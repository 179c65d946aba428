using System.Collections;
using System.Management.Automation;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Starts servers from an image.</summary>
[Cmdlet(VerbsLifecycle.Start, "EphemeralServer", SupportsShouldProcess = true, DefaultParameterSetName = ById)]
[OutputType(typeof(EphemeralServer))]
public sealed class StartEphemeralServerCommand : ImageCmdlet
{
    /// <summary>The server's name; made from the image's when left out. With a count above 1, each gets a number too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How many to start.</summary>
    [Parameter]
    [ValidateRange(1, 500)]
    public int Count { get; set; } = 1;

    /// <summary>Hand each on only when its checks pass.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Let them connect to everything that the host reaches.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    /// <summary>Let them connect there: addresses or networks, with or without a port.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] EgressTo { get; set; } = [];

    /// <summary>TCP ports of the host that lead to the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

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

    /// <summary>Files for /run/secrets by name, each a text, a SecureString, a FileInfo or bytes.</summary>
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

    private protected override void Serve(ServerImage image)
    {
        if (!ShouldProcess($"{image.Name} {image.Id}", Count == 1 ? "Start a server" : $"Start {Count} servers"))
        {
            return;
        }
        Run($"Starting {Name ?? image.Name}", image, async call =>
        {
            var options = new StartOptions
            {
                Name = Name,
                Count = Count,
                Wait = Wait,
                Egress = Egress,
                EgressTo = EgressTo,
                Publish = Publish,
                Dns = Dns,
                Group = Group,
                LogServer = LogServer,
                LogAuthorities = LogAuthorityPath is null ? null : FullPath(LogAuthorityPath),
                Environment = Given.Variables(Environment),
                Secrets = await Given.SecretsAsync(Secret, call.Cancel).ConfigureAwait(false),
            };
            await foreach (var server in EphemeralServers.StartAsync(image, options, call, call.Cancel).ConfigureAwait(false))
            {
                call.Write(server);
            }
        });
    }
}
