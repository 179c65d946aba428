namespace ContainerState.Platform;

/// <summary>Work that is done once for all who want it at the same time: whoever comes while it is being done is served by the next turn, with all others who came.</summary>
/// <typeparam name="T">What each wants done.</typeparam>
internal sealed class Batched<T>
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Batch _next = new();

    /// <summary>Has it done; returns once it is. A fault is thrown to all whom that turn was for.</summary>
    /// <param name="item">What is wanted.</param>
    /// <param name="work">Does it for several, in the order in which they came; the same for all.</param>
    public async Task DoAsync(T item, Func<IReadOnlyList<T>, Task> work)
    {
        Batch mine;
        lock (_gate)
        {
            mine = _next;
            mine.Items.Add(item);
        }
        await _turn.WaitAsync();
        try
        {
            // Who came before may have done it by the way.
            if (mine.Done is null)
            {
                lock (_gate)
                {
                    _next = new();
                }
                mine.Done = work(mine.Items);
                await mine.Done.ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        finally
        {
            _turn.Release();
        }
        await mine.Done;
    }

    private sealed class Batch
    {
        public List<T> Items { get; } = [];

        public Task? Done { get; set; }
    }
}
