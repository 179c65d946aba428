using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>Who else decides which servers of a name run: a supervisor and rebuilds would stop each other's.</summary>
internal static class SupervisorRivals
{
    /// <summary>Refuses a name whose servers are rebuilt.</summary>
    /// <param name="servers">All servers.</param>
    /// <param name="name">The supervisor's name. The caller holds its lock, so that a rebuild that begins sees it.</param>
    /// <exception cref="Errors.ContainerStateException"><see cref="Errors.ErrorId.Busy"/>: A rebuild of that name is going on, or servers of one run.</exception>
    public static void Refuse(RegisteredServers servers, string name)
    {
        if (FileLock.IsTaken(Path.Combine(servers.Host.Rebuilds, name + ".lock"))
            || servers.List($"{name}-*").Any(server => server is { Supervisor.Length: 0, State: ServerState.Running } && ServerMoment.Of(name, server.Name) is not null))
        {
            throw SupervisorFaults.Rebuilt(name);
        }
    }
}
