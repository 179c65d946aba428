using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>The servers of one name: those called after it and the moment of a start, such as <c>web-261127093000-1</c>, that no supervisor has.</summary>
/// <param name="servers">All servers.</param>
/// <param name="name">The name.</param>
internal sealed class RebuildServers(RegisteredServers servers, string name)
{
    private const int LinesKept = 50;

    // Of all servers: a history whose entries are too large to be read would be in its own way.
    private const int MostLines = 1000;
    private const int AtOnce = 16;

    /// <summary>All of them, the last that were started first.</summary>
    public IReadOnlyList<EphemeralServer> List() =>
        [.. servers.List($"{name}-*")
            .Where(server => server.Supervisor.Length == 0 && MomentOf(server.Name) is not null)
            .OrderByDescending(server => MomentOf(server.Name))
            .ThenBy(server => server.Name.Length)
            .ThenBy(server => server.Name, StringComparer.Ordinal)];

    /// <summary>True when a supervisor has servers that are called after the name.</summary>
    public bool AreSupervised() => servers.List($"{name}-*").Any(server => server.Supervisor == name);

    /// <summary>True when the server is one of those that were started at once under this name.</summary>
    public static bool IsOf(EphemeralServer server, string generation) =>
        server.Name == generation || server.Name.StartsWith(generation + "-", StringComparison.Ordinal);

    /// <summary>What servers that are started now are called: after those that are there, even when the clock was set back.</summary>
    /// <param name="after">A name that was given a moment ago, whose servers are gone; empty for none.</param>
    public string NextGeneration(string after = "")
    {
        var taken = List().Select(server => MomentOf(server.Name)).Append(MomentOf(after)).Max();
        var now = DateTime.UtcNow;
        return ServerMoment.Name(name, taken?.AddSeconds(1) is { } next && next > now ? next : now);
    }

    /// <summary>Starts servers; each is handed out once its init runs.</summary>
    public async Task<IReadOnlyList<EphemeralServer>> StartAsync(
        ServerImage image, StartOptions options, IProgress<StepProgress>? progress, Action<string>? warn, CancellationToken cancel)
    {
        var started = new List<EphemeralServer>();
        await foreach (var server in servers.StartAsync(image, options, progress, warn: warn, cancel: cancel))
        {
            started.Add(server);
        }
        // Each comes as soon as it is up.
        return [.. started.OrderBy(server => server.Name.Length).ThenBy(server => server.Name, StringComparer.Ordinal)];
    }

    /// <summary>Tests servers, several at a time; one that does not run has failed.</summary>
    public async Task<IReadOnlyList<RebuildTest>> TestAsync(IReadOnlyList<EphemeralServer> which, CancellationToken cancel)
    {
        var tests = new RebuildTest[which.Count];
        await Parallel.ForAsync(0, which.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, token) =>
        {
            var seen = await TestAsync(which[i], token);
            tests[i] = new(which[i].Name, seen.Passed, seen.DurationSeconds, seen.Checks);
        });
        return tests;
    }

    /// <summary>Lets new connections to the ports that the servers publish go to these, and to no others.</summary>
    public Task ServeAsync(IReadOnlyList<EphemeralServer> only) =>
        servers.Traffic.ChangeAsync([.. only.Select(server => server.Name)], [.. OthersThan(only).Select(server => server.Name)], CancellationToken.None);

    /// <summary>All but these.</summary>
    public IReadOnlyList<EphemeralServer> OthersThan(IReadOnlyList<EphemeralServer> these) =>
        [.. List().ExceptBy(these.Select(server => server.Name), server => server.Name, StringComparer.Ordinal)];

    /// <summary>Waits until servers have no connections to the ports that they publish any more.</summary>
    public Task DrainAsync(IReadOnlyList<EphemeralServer> which, TimeSpan patience, CancellationToken cancel) =>
        servers.Traffic.DrainAsync(which.Select(server => server.Name), patience, cancel);

    /// <summary>Stops servers, several at a time.</summary>
    /// <returns>The faults of those that could not be stopped; what has gone is no fault.</returns>
    public async Task<IReadOnlyList<Exception>> StopAsync(IReadOnlyList<EphemeralServer> which)
    {
        var faults = new List<Exception>();
        // Nobody may stop it half-way.
        await Parallel.ForEachAsync(which, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (server, _) =>
        {
            try
            {
                await servers.StopOneAsync(server, force: true, CancellationToken.None);
            }
            catch (ServerNotFoundException)
            {
                // As it should be.
            }
            catch (Exception fault)
            {
                lock (faults)
                {
                    faults.Add(fault);
                }
            }
        });
        await servers.ClearUpAsync(CancellationToken.None);
        return faults;
    }

    /// <summary>The last lines that servers wrote; of each fewer when there are many.</summary>
    public static IReadOnlyList<RebuildLogLine> LastLines(IReadOnlyList<EphemeralServer> which)
    {
        var lines = new List<RebuildLogLine>();
        var kept = Math.Clamp(MostLines / Math.Max(1, which.Count), 1, LinesKept);
        foreach (var server in which)
        {
            try
            {
                lines.AddRange(ServerLog.Read(server.Name, server.ConsolePath, kept).Select(line => new RebuildLogLine(server.Name, OneLine.From(line.Text))));
            }
            catch (ServerNotFoundException)
            {
                // It has gone, and with it what it wrote.
            }
        }
        return lines;
    }

    private async Task<ServerTestResult> TestAsync(EphemeralServer server, CancellationToken cancel)
    {
        try
        {
            return await servers.TestAsync(server, ended: static _ => { }, cancel);
        }
        catch (ServerNotFoundException)
        {
            return ServerTestResult.OfEnded(server, "it has gone");
        }
    }

    private DateTime? MomentOf(string server) => ServerMoment.Of(name, server);
}
