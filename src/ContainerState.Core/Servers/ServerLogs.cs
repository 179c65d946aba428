using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Logs;

namespace ContainerState.Servers;

/// <summary>Finds the logs of servers, and of those that are gone.</summary>
public static class ServerLogs
{
    /// <summary>A server whose log can be read; one that is gone, as long as its spool is kept, in the state Dead.</summary>
    /// <param name="name">The server's name.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is no name.</exception>
    /// <exception cref="ServerNotFoundException">There is, and was, none of that name.</exception>
    public static EphemeralServer Find(string name)
    {
        try
        {
            return EphemeralServers.Get(name);
        }
        catch (ServerNotFoundException)
        {
            var last = RelayFiles.All().SelectMany(files => LogSpool.In(files.Spools))
                .Where(spool => spool.Server == ContainerText.Name(name))
                .MaxBy(spool => spool.Start, StringComparer.Ordinal);
            if (last is null)
            {
                throw;
            }
            var log = new SpoolStates().Of(last);
            return new()
            {
                Name = name,
                State = ServerState.Dead,
                Image = last.Image,
                Address = "",
                ConsolePath = last.Console,
                LogServer = log.Server,
                LogWaitingBytes = log.WaitingBytes,
                LogFault = log.Fault,
            };
        }
    }
}
