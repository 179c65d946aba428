using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the servers on this host.</summary>
[Cmdlet(VerbsCommon.Get, "Server")]
[OutputType(typeof(EphemeralServer))]
public sealed class GetServerCommand : CoreCmdlet
{
    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Their names; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [TextOnly(Also = typeof(EphemeralServer), Rows = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The last servers that ended and were stopped or cleared up, in place of those that there are, with the reason.</summary>
    [Parameter]
    public SwitchParameter Ended { get; set; }

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (TryAsk(name, () => Ended ? new EphemeralServers(ThisHost).ListEnded(name) : new EphemeralServers(ThisHost).Find(name), out var servers))
            {
                WriteObject(servers.Where(server => told.Add($"{server.Name} {server.StartedUtc.Ticks}")), enumerateCollection: true);
            }
        }
    }
}
