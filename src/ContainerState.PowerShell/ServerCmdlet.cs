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

    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> served = new(StringComparer.Ordinal);

    /// <summary>The servers' names; wildcards match any number of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [TextOnly]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Servers, or objects that carry one, such as a test result.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByServer)]
    [Exactly(typeof(EphemeralServer))]
    [ValidateNotNullOrEmpty]
    public EphemeralServer[] Server { get; set; } = [];

    /// <summary>Handles the items one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByServer)
        {
            Server.ToList().ForEach(ServeOnce);
            return;
        }
        // All names first: what is done to one server must not change what the next name means.
        Name.SelectMany(Find).ToList().ForEach(ServeOnce);
    }

    private void ServeOnce(EphemeralServer server)
    {
        if (served.Add(server.Name))
        {
            Serve(server);
        }
    }

    /// <summary>Does the cmdlet's work on one server.</summary>
    private protected abstract void Serve(EphemeralServer server);

    /// <summary>The servers of a name or pattern.</summary>
    private protected virtual IReadOnlyList<EphemeralServer> Search(string name) => new EphemeralServers(ThisHost).Find(name);

    private IReadOnlyList<EphemeralServer> Find(string name) => TryAsk(name, () => Search(name), out var servers) ? servers : [];
}
