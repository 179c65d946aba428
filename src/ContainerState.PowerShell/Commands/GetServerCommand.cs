using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the servers of this host.</summary>
[Cmdlet(VerbsCommon.Get, "Server")]
[OutputType(typeof(EphemeralServer))]
public sealed class GetServerCommand : CoreCmdlet
{
    /// <summary>Their names; wildcards match any number of them. All when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (TryAsk(name, () => EphemeralServers.Find(name), out var servers))
            {
                WriteObject(servers, enumerateCollection: true);
            }
        }
    }
}
