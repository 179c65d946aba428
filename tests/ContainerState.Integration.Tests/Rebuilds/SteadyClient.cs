using System.Net;
using ContainerState.Servers;

namespace ContainerState.Integration.Tests.Rebuilds;

/// <summary>Asks running servers for a page all the time, the oldest first: when one does not answer, the next, as a load balancer does.</summary>
internal sealed class SteadyClient : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Func<IReadOnlyList<EphemeralServer>> servers;
    private readonly HttpClient client;
    private readonly Task asking;
    private int requests;
    private int retried;
    private int failed;
    private string last = "";

    public SteadyClient(Func<IReadOnlyList<EphemeralServer>> servers)
    {
        this.servers = servers;
        client = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero, ConnectTimeout = TimeSpan.FromMilliseconds(500) }) { Timeout = TimeSpan.FromSeconds(3) };
        asking = Task.Run(AskAsync);
    }

    public int Requests => Volatile.Read(ref requests);

    public int Retried => Volatile.Read(ref retried);

    public int Failed => Volatile.Read(ref failed);

    public override string ToString() => $"{requests} requests, {retried} tried again, {failed} failed: {last}";

    /// <summary>How many of the servers that run answer.</summary>
    public static async Task<int> CountAnsweringAsync(IReadOnlyList<EphemeralServer> running)
    {
        await using var once = new SteadyClient(() => []);
        var answers = await Task.WhenAll(running.Select(server => once.TryAsync(server)));
        return answers.Count(answer => answer);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await asking;
        client.Dispose();
        end.Dispose();
    }

    private async Task AskAsync()
    {
        while (!end.IsCancellationRequested)
        {
            if (Oldest() is { } oldest)
            {
                // Whoever was stopped in this moment is on the list no more.
                if (!await TryAsync(oldest))
                {
                    Interlocked.Increment(ref retried);
                    if (Oldest() is not { } next || !await TryAsync(next))
                    {
                        Interlocked.Increment(ref failed);
                    }
                }
                Interlocked.Increment(ref requests);
            }
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private EphemeralServer? Oldest() => servers().OrderBy(server => server.StartedUtc).FirstOrDefault();

    private async Task<bool> TryAsync(EphemeralServer server)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{server.Address}:8080/page.html"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            last = $"{server.Name}: {error.Message}";
            return false;
        }
    }
}
