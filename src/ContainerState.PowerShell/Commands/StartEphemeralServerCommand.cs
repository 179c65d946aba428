using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Starts servers from an image.</summary>
[Alias("Start-Server")]
[Cmdlet(VerbsLifecycle.Start, "EphemeralServer", SupportsShouldProcess = true, DefaultParameterSetName = ById)]
[OutputType(typeof(EphemeralServer))]
public sealed class StartEphemeralServerCommand : ImageStartCmdlet
{
    /// <summary>The images' names, ids, or the first digits of ids; wildcards match any number of names. Of a name the newest image is meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [TextOnly]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImageNameCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Images.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByImage)]
    [Exactly(typeof(ServerImage))]
    [ValidateNotNullOrEmpty]
    public override ServerImage[] Image { get; set; } = [];

    /// <summary>The server's name; default: made from the image's name. With a count above 1, each server gets a number too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How many servers to start.</summary>
    [Parameter]
    [ValidateRange(1, StartOptions.MostServers)]
    public int Count { get; set; } = 1;

    /// <summary>Returns each server only when its checks pass.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait for each server's checks; default: as long as the checks' own attempts take. It means -Wait.</summary>
    [Parameter]
    [ValidateRange(0.0, StartOptions.LongestTimeoutSeconds)]
    public double? TimeoutSeconds { get; set; }

    /// <summary>Stops a server whose checks do not pass, which else is left running. It means -Wait.</summary>
    [Parameter]
    public SwitchParameter StopUnready { get; set; }

    /// <summary>Handles the items one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
        {
            Image.ToList().ForEach(Start);
            return;
        }
        foreach (var id in Id)
        {
            if (TryAsk(id, () => new EphemeralServers(ThisHost).FindImages(id), out var images))
            {
                images.ToList().ForEach(Start);
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
                Wait = Wait || TimeoutSeconds is not null || StopUnready,
                TimeoutSeconds = TimeoutSeconds,
                StopUnready = StopUnready,
            };
            await foreach (var server in new EphemeralServers(ThisHost).StartAsync(image, options, call, (server, fault) => call.Fail(fault, server), call.Warn, call.Cancel))
            {
                call.Write(server);
            }
        });
    }
}
