using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Starts servers from an image.</summary>
[Cmdlet(VerbsLifecycle.Start, "EphemeralServer", SupportsShouldProcess = true, DefaultParameterSetName = ById)]
[OutputType(typeof(EphemeralServer))]
public sealed class StartEphemeralServerCommand : StartCmdlet
{
    /// <summary>The images' ids, or their beginnings.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public string[] Id { get; set; } = [];

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

    /// <summary>TCP ports of the host that lead to the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <summary>Serves those that are meant, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
        {
            Start(Image!);
            return;
        }
        foreach (var id in Id)
        {
            if (TryAsk(id, () => EphemeralServers.FindImage(id), out var image))
            {
                Start(image);
            }
        }
    }

    private void Start(ServerImage image)
    {
        if (!ShouldProcess($"{image.Name} {image.Id}", Count == 1 ? "Start a server" : $"Start {Count} servers"))
        {
            return;
        }
        Run($"Starting {Name ?? image.Name}", image, async call =>
        {
            var options = ReadOptions() with
            {
                Name = Name,
                Count = Count,
                Wait = Wait,
                Publish = Publish,
                Secrets = await Given.SecretsAsync(Secret, call.Cancel).ConfigureAwait(false),
            };
            await foreach (var server in EphemeralServers.StartAsync(image, options, call, call.Cancel).ConfigureAwait(false))
            {
                call.Write(server);
            }
        });
    }
}
