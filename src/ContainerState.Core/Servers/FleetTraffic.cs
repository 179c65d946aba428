using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Which servers of a fleet get the connections to the ports that they publish together.</summary>
/// <remarks>It follows from files of the runtime alone, so that it stays as it is when the one who said it has ended.</remarks>
/// <param name="registry">The servers.</param>
internal sealed class FleetTraffic(ServerRegistry registry)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // A connection that was on its way when the rules changed is in no list yet.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    private readonly Batched<(string Server, bool Serves)> _wishes = new();

    /// <summary>Lets connections go to a server, or no new ones. What is wanted at the same time is done by one change of the rules.</summary>
    public Task SetAsync(string name, bool serves) => _wishes.DoAsync((name, serves), ChangeAsync);

    /// <summary>Lets connections go to some servers, and no new ones to others, by one change of the rules.</summary>
    public async Task ChangeAsync(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn, CancellationToken cancel)
    {
        using var hold = await registry.LockAsync(cancel);
        foreach (var runtime in registry.Runtimes)
        {
            await runtime.ServeAsync(admitted, withdrawn, cancel);
        }
    }

    /// <summary>Waits until servers that were withdrawn have no connection any more.</summary>
    /// <param name="names">The servers.</param>
    /// <param name="patience">The longest that it waits.</param>
    /// <param name="cancel">Ends the wait, without an error.</param>
    public async Task DrainAsync(IEnumerable<string> names, TimeSpan patience, CancellationToken cancel)
    {
        var records = names.Select(name => registry.Read(name)?.Record).OfType<ServerRecord>().Where(record => record.Network.Fleet.Length > 0).ToList();
        if (records.Count == 0 || patience == TimeSpan.Zero)
        {
            return;
        }
        var end = Deadline.In(patience);
        try
        {
            await Task.Delay(Least, cancel);
            while (!end.IsOver && records.Exists(record => registry.FindRuntime(record.Runtime)?.Connections(record) > 0))
            {
                await Task.Delay(Look, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever has no patience left goes on.
        }
    }

    // For one server, the last word counts.
    private Task ChangeAsync(IReadOnlyList<(string Server, bool Serves)> wishes)
    {
        var last = wishes.Reverse().DistinctBy(wish => wish.Server).ToLookup(wish => wish.Serves, wish => wish.Server);
        return ChangeAsync([.. last[true]], [.. last[false]], CancellationToken.None);
    }
}
