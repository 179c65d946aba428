using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Kills servers, all at once: each from the moment that it is added.</summary>
/// <param name="host">The host.</param>
/// <param name="force">True to clear up servers whose state is damaged, too.</param>
/// <param name="cancel">Stops waiting; the next command goes on.</param>
public sealed class ServerStops(Host host, bool force, CancellationToken cancel)
{
    private readonly RegisteredServers _servers = RegisteredServers.Of(host);
    private readonly List<(EphemeralServer Server, Task Stop)> _stops = [];

    /// <summary>Begins to kill a server.</summary>
    /// <exception cref="Errors.ContainerStateException">The caller is not root.</exception>
    public void Add(EphemeralServer server)
    {
        EphemeralServers.RequireRoot("Stopping a server");
        _stops.Add((server, Task.Run(() => _servers.StopOneAsync(server, force, cancel), CancellationToken.None)));
    }

    /// <summary>What became of each, in the order in which they were added: the server as it is now, and the fault, or null when it is gone.</summary>
    /// <remarks>A fault is one of <see cref="EphemeralServers.StopAsync"/>. Nothing may be added meanwhile.</remarks>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<(EphemeralServer Server, Exception? Fault)> EndAsync()
    {
        foreach (var (server, stop) in _stops)
        {
            await stop.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var fault = stop.IsCanceled ? throw new OperationCanceledException(cancel) : stop.Exception?.InnerException;
            yield return (fault is null ? server.AsStopped() : server, fault);
        }
        await _servers.ClearUpAsync(cancel);
    }

    /// <summary>Ends when nothing that was begun is going on any more, whatever came of it.</summary>
    public Task WhenOverAsync() => Task.WhenAll(_stops.Select(stop => stop.Stop)).ContinueWith(static _ => { }, TaskScheduler.Default);
}
