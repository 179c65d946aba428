using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContainerState.Errors;
using ContainerState.Logs;

namespace ContainerState.Servers;

/// <summary>Follows the logs of several servers at once.</summary>
/// <param name="registry">The servers.</param>
internal sealed class LogFollower(ServerRegistry registry)
{
    // A reader that is slower than the servers holds up their lines, and not our memory.
    private const int MostWaiting = 1000;

    /// <summary>The lines of all, each as it comes, until every server has ended and all that it wrote was read.</summary>
    public async IAsyncEnumerable<ServerLogLine> FollowAsync(
        IReadOnlyCollection<EphemeralServer> servers,
        LogSource source,
        int? tail,
        DateTime? sinceUtc,
        Action<EphemeralServer, ContainerStateException>? unreadable,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var lines = Channel.CreateBounded<(EphemeralServer Server, ServerLogLine? Line, ContainerStateException? Fault)>(MostWaiting);
        var follows = Task.WhenAll(servers.Select(server => FollowOneAsync(server, source, tail, sinceUtc, lines.Writer, stop.Token)));
        var end = follows.ContinueWith(done => lines.Writer.Complete(done.Exception?.InnerException), TaskScheduler.Default);
        ContainerStateException? first = null;
        try
        {
            await foreach (var (server, line, fault) in lines.Reader.ReadAllAsync(cancel))
            {
                if (line is not null)
                {
                    yield return line;
                }
                else if (unreadable is null)
                {
                    first ??= fault;
                }
                else
                {
                    unreadable(server, fault!);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await end;
        }
        if (first is not null)
        {
            throw first;
        }
    }

    private async Task FollowOneAsync(
        EphemeralServer server,
        LogSource source,
        int? tail,
        DateTime? sinceUtc,
        ChannelWriter<(EphemeralServer Server, ServerLogLine? Line, ContainerStateException? Fault)> lines,
        CancellationToken cancel)
    {
        try
        {
            await foreach (var line in ServerLog.FollowAsync(server.Name, ServerLogFinder.PathOf(server, source), tail, sinceUtc, () => IsOver(server), cancel))
            {
                await lines.WriteAsync((server, line, null), cancel);
            }
        }
        catch (ContainerStateException fault)
        {
            await lines.WriteAsync((server, null, fault), cancel);
        }
    }

    // The monitor writes what init left in the console before it ends too. Another server may have the name by now.
    private bool IsOver(EphemeralServer server)
    {
        var found = registry.Read(server.Name);
        return found?.Record is not { } record || record.StartedUtc != server.StartedUtc
            || (found.Value.State is not (ServerState.Starting or ServerState.Running) && record.Processes?.Monitor.IsAlive() != true);
    }
}
