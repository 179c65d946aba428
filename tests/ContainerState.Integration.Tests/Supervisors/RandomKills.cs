using System.Diagnostics;
using System.Net;
using ContainerState.Servers;

namespace ContainerState.Integration.Tests.Supervisors;

/// <summary>Kills servers of a supervisor at random, while a client goes round them and a clock sees how many there are.</summary>
internal sealed class RandomKills(string name, RunningSupervisor supervisor)
{
    private readonly int seed = Environment.TickCount;
    private readonly List<TimeSpan> below = [];
    private int kills;
    private int requests;
    private int retried;
    private int failed;
    private int fewest = int.MaxValue;

    /// <summary>What was seen.</summary>
    internal sealed record Seen(int Kills, int Fewest, TimeSpan LongestBelowFive, TimeSpan LongestBelowFour, int Requests, int Retried, int Failed, int Seed)
    {
        public override string ToString() =>
            $"{Kills} kills, never fewer than {Fewest} at a look, longest below five {LongestBelowFive.TotalMilliseconds:0} ms, below four {LongestBelowFour.TotalMilliseconds:0} ms; {Requests} requests, {Retried} tried again, {Failed} failed; seed {Seed}";
    }

    public async Task<Seen> RunAsync(TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        var count = Task.Run(() => CountAsync(end.Token));
        var client = Task.Run(() => AskAsync(end.Token));
        await KillAsync(end.Token);
        var belowFour = await count;
        await client;
        return new(kills, fewest, below.DefaultIfEmpty().Max(), belowFour, requests, retried, failed, seed);
    }

    private IReadOnlyList<EphemeralServer> Running() =>
        [.. ThisHost.Servers.List(name + "-*").Where(server => server.State == ServerState.Running)];

    private async Task KillAsync(CancellationToken end)
    {
        var random = new Random(seed);
        while (!end.IsCancellationRequested)
        {
            var servers = Running();
            if (servers.Count > 0)
            {
                SupervisorTests.Kill(servers[random.Next(servers.Count)]);
                kills++;
            }
            await Task.Delay(random.Next(500, 1500), CancellationToken.None);
        }
    }

    // Counted are those that the supervisor called well and whose init is there.
    private async Task<TimeSpan> CountAsync(CancellationToken end)
    {
        var clock = Stopwatch.StartNew();
        var (fiveSince, fourSince, longestFour) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        while (!end.IsCancellationRequested)
        {
            var well = Well();
            var there = Running().Count(server => well.Contains(server.Name));
            var now = clock.Elapsed;
            fewest = Math.Min(fewest, there);
            fiveSince = there >= 5 ? now : fiveSince;
            fourSince = there >= 4 ? now : fourSince;
            below.Add(now - fiveSince);
            longestFour = now - fourSince > longestFour ? now - fourSince : longestFour;
            await Task.Delay(10, CancellationToken.None);
        }
        return longestFour;
    }

    // The client of a load balancer: it knows what the supervisor says, and asks the next one when one does not answer.
    private async Task AskAsync(CancellationToken end)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero, ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
        for (var turn = 0; !end.IsCancellationRequested; turn++)
        {
            requests++;
            if (!await TryAsync(client, turn))
            {
                retried++;
                turn++;
                failed += await TryAsync(client, turn) ? 0 : 1;
            }
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private async Task<bool> TryAsync(HttpClient client, int turn)
    {
        var addresses = Addresses();
        if (addresses.Count == 0)
        {
            return false;
        }
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{addresses[turn % addresses.Count]}:8080/page.html"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private HashSet<string> Well() => [.. Table().Keys];

    private List<string> Addresses() => [.. Table().OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value)];

    private Dictionary<string, string> Table()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var said in supervisor.Events)
        {
            switch (said.Kind)
            {
                case "Started":
                    table[said.Server] = said.Detail;
                    break;
                case "Died" or "Failed" or "Stopped":
                    table.Remove(said.Server);
                    break;
            }
        }
        return table;
    }
}
