namespace ContainerState.Servers;

/// <summary>Kills servers, all at once: each from the moment that it is added.</summary>
/// <param name="force">True to clear up servers whose state is damaged, too.</param>
/// <param name="cancel">Stops waiting; the next command goes on.</param>
public sealed class ServerStops(bool force, CancellationToken cancel)
{
    private readonly List<(EphemeralServer Server, Task Stop)> _stops = [];

    /// <summary>Begins to kill a server.</summary>
    public void Add(EphemeralServer server) =>
        _stops.Add((server, Task.Run(() => EphemeralServers.StopOneAsync(server, force, cancel), CancellationToken.None)));

    /// <summary>What became of each, in the order in which they were added: the fault, or null when it is gone.</summary>
    /// <remarks>A fault is one of <see cref="EphemeralServers.StopAsync"/>. Nothing may be added meanwhile.</remarks>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<(EphemeralServer Server, Exception? Fault)> EndAsync()
    {
        foreach (var (server, stop) in _stops)
        {
            await stop.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            yield return (server, stop.IsCanceled ? throw new OperationCanceledException(cancel) : stop.Exception?.InnerException);
        }
        await EphemeralServers.ClearUpAsync(cancel);
    }

    /// <summary>Ends when nothing that was begun is going on any more, whatever came of it.</summary>
    public Task WhenOverAsync() => Task.WhenAll(_stops.Select(stop => stop.Stop)).ContinueWith(static _ => { }, TaskScheduler.Default);
}
