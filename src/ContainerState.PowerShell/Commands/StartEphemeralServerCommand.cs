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

    /// <summary>Give them a route out of the host.</summary>
    [Parameter]
    public SwitchParameter Egress { get; set; }

    private protected override void Serve(ServerImage image)
    {
        if (!ShouldProcess($"{image.Name} {image.Id}", Count == 1 ? "Start a server" : $"Start {Count} servers"))
        {
            return;
        }
        var options = new StartOptions { Name = Name, Count = Count, Wait = Wait, Egress = Egress };
        Run($"Starting {Name ?? image.Name}", image, async call =>
        {
            await foreach (var server in EphemeralServers.StartAsync(image, options, call, call.Cancel).ConfigureAwait(false))
            {
                call.Write(server);
            }
        });
    }
}
