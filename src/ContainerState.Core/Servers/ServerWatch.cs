using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Tests servers for as long as they run.</summary>
/// <param name="servers">The servers.</param>
internal sealed class ServerWatch(RegisteredServers servers)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tests each server again and again; hands out the first result of each, and every one after it that differs in
    /// which checks passed. A server that has ended is handed out once more, as failed. Ends when all have ended.
    /// </summary>
    public async IAsyncEnumerable<ServerTestResult> WatchAsync(
        IReadOnlyCollection<EphemeralServer> watched, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var changes = Channel.CreateUnbounded<ServerTestResult>();
        var watches = Task.WhenAll(watched.Select(server => WatchOneAsync(server, interval, changes.Writer, stop.Token)));
        var end = watches.ContinueWith(done => changes.Writer.Complete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancel))
            {
                yield return change;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await end;
        }
    }

    /// <summary>Waits for the checks of state.yaml; a server that ends meanwhile is an error at once.</summary>
    /// <exception cref="ServerNotReadyException">One did not pass in time.</exception>
    /// <exception cref="ServerNotRunningException">It has ended.</exception>
    /// <exception cref="ServerNotFoundException">It was stopped.</exception>
    public async Task WaitAsync(EphemeralServer server, TimeSpan patience, CancellationToken cancel)
    {
        var end = Deadline.In(patience);
        while (true)
        {
            // One try of each, since a check that is tried often would not let us see that the server has ended.
            var seen = await servers.Tester.TryAllAsync(servers.RequireSame(server), cancel);
            var failures = seen.Where(result => !result.Passed).ToList();
            if (failures.Count == 0)
            {
                return;
            }
            servers.RequireSame(server);
            if (end.IsOver)
            {
                throw new ServerNotReadyException(server.Name, [.. failures.Select(result => $"{result.Name}: {result.Saw}")]);
            }
            var pause = server.Definition!.Checks.Min(check => TimeSpan.FromSeconds(Math.Clamp(check.IntervalSeconds, 0.05, LongestPause.TotalSeconds)));
            await Task.Delay(pause, cancel);
        }
    }

    private async Task WatchOneAsync(EphemeralServer server, TimeSpan interval, ChannelWriter<ServerTestResult> changes, CancellationToken cancel)
    {
        IReadOnlyList<(string, bool)>? before = null;
        while (true)
        {
            ServerTestResult result;
            try
            {
                result = await servers.Tester.TestAsync(servers.RequireSame(server), cancel);
                // What failed because it ended meanwhile is told as the end that it is.
                servers.RequireSame(server);
            }
            catch (Exception error) when (error is ServerNotRunningException or ServerNotFoundException)
            {
                var saw = error is ServerNotRunningException dead ? $"it is {dead.State}" : "it was stopped";
                await changes.WriteAsync(ServerTestResult.OfEnded(server, saw), cancel);
                return;
            }
            IReadOnlyList<(string, bool)> now = [.. result.Checks.Select(check => (check.Name, check.Passed))];
            if (before is null || !now.SequenceEqual(before))
            {
                before = now;
                await changes.WriteAsync(result, cancel);
            }
            await Task.Delay(interval, cancel);
        }
    }
}
