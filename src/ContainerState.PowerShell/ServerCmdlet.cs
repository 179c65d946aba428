using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that work on servers: given as objects, or by name.</summary>
public abstract class ServerCmdlet : CoreCmdlet
{
    /// <summary>The parameter set of names.</summary>
    protected const string ByName = "Name";

    private const string ByServer = "Server";

    /// <summary>The servers' names; wildcards match any number of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A server, or an object that carries one, such as a test result.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByServer)]
    [ValidateNotNull]
    public EphemeralServer? Server { get; set; }

    /// <summary>Serves those that are meant, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByServer)
        {
            Serve(Server!);
            return;
        }
        // All names first: one server that two of them match is served once.
        var found = Name.SelectMany(Find).DistinctBy(server => server.Name).ToList();
        found.ForEach(Serve);
    }

    /// <summary>Does the cmdlet's work on one server.</summary>
    private protected abstract void Serve(EphemeralServer server);

    /// <summary>The servers of a name or pattern.</summary>
    private protected virtual IReadOnlyList<EphemeralServer> Search(string name) => EphemeralServers.Find(name);

    private IReadOnlyList<EphemeralServer> Find(string name) => TryAsk(name, () => Search(name), out var servers) ? servers : [];
}
