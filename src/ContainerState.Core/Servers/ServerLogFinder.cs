using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Finds the logs of servers, and of those that are gone.</summary>
public sealed class ServerLogFinder(Host host)
{
    /// <summary>The file that what a server wrote by one way is in, for <see cref="ServerLog"/>.</summary>
    /// <exception cref="InvalidNameException">The server has no log server, and so no /dev/log.</exception>
    public static string PathOf(EphemeralServer server, LogSource source) => source switch
    {
        LogSource.Console => server.ConsolePath,
        _ when server.SyslogPath.Length > 0 => server.SyslogPath,
        _ => throw new InvalidNameException("source", "syslog", $"console for {server.Name}, which was started without a log server and has no /dev/log"),
    };

    /// <summary>The servers that a pattern means; of a plain name, also one that is gone and whose log is kept.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is neither a pattern nor a name.</exception>
    /// <exception cref="ServerNotFoundException">There is, and was, none of that name.</exception>
    public IReadOnlyList<EphemeralServer> FindAll(string name)
    {
        EphemeralServers.RequireRoot("Reading a server's log");
        return NamePattern.Is(name) ? new EphemeralServers(host).List(name) : [Find(ContainerName.AsTyped(name))];
    }

    /// <summary>A server whose log can be read; one that is gone, as long as its spool is kept, in the state Dead.</summary>
    /// <param name="name">The server's name.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is no name.</exception>
    /// <exception cref="ServerNotFoundException">There is, and was, none of that name.</exception>
    public EphemeralServer Find(string name)
    {
        try
        {
            return new EphemeralServers(host).Get(name);
        }
        catch (ServerNotFoundException)
        {
            var last = RelayFiles.All(host).SelectMany(files => LogSpool.In(files.Spools))
                .Where(spool => spool.Server == ContainerName.OfServerThatIs(name))
                .MaxBy(spool => spool.Start, StringComparer.Ordinal);
            if (last is null)
            {
                throw;
            }
            var log = new SpoolStateReader().Of(last);
            return new()
            {
                Name = name,
                State = ServerState.Dead,
                Image = last.Image,
                Address = "",
                ConsolePath = last.Console.Path,
                SyslogPath = last.Syslog.Path,
                LogServer = log.Server,
                LogWaitingBytes = log.WaitingBytes,
                LogFault = log.Fault,
            };
        }
    }
}
