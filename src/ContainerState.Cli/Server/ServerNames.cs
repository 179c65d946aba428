using ContainerState.Cli.Running;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary>From names and patterns to servers.</summary>
internal static class ServerNames
{
    /// <summary>The servers to work on, each once. A name that no server has is reported; a pattern may match nothing.</summary>
    public static IReadOnlyList<EphemeralServer> Find(Invocation run, IEnumerable<string> names)
    {
        var found = new Dictionary<string, EphemeralServer>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            try
            {
                foreach (var server in new EphemeralServers(run.Host).Find(name))
                {
                    found.TryAdd(server.Name, server);
                }
            }
            catch (Errors.ContainerStateException error)
            {
                run.Fail(error);
            }
        }
        return [.. found.Values];
    }
}
