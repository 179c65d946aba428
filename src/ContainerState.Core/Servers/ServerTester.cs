using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.StateRepos;

namespace ContainerState.Servers;

/// <summary>Runs checks.</summary>
internal static class ServerTester
{
    /// <summary>All checks of a server that runs: those of state.yaml, then our own. They run at the same time.</summary>
    public static async Task<ServerTestResult> TestAsync(EphemeralServer server, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var results = await Task.WhenAll(
            server.Definition!.Checks.Select(check => RunAsync(server, check, cancel))
                .Append(OnceAsync("root is read-only", () => OwnChecks.RootIsReadOnlyAsync(server)))
                .Append(OnceAsync("nothing listens on 22", () => OwnChecks.NothingListensOnSshAsync(server, cancel))));
        return new(server, results.All(result => result.Passed), clock.Elapsed, results);
    }

    /// <summary>Waits for the checks of state.yaml.</summary>
    /// <exception cref="ServerNotReadyException">One did not pass in its time.</exception>
    public static async Task RequireAsync(EphemeralServer server, CancellationToken cancel)
    {
        var results = await Task.WhenAll(server.Definition!.Checks.Select(check => RunAsync(server, check, cancel)));
        var failures = results.Where(result => !result.Passed).Select(result => $"{result.Name}: {result.Saw}").ToList();
        if (failures.Count > 0)
        {
            throw new ServerNotReadyException(server.Name, failures);
        }
    }

    /// <summary>One try of each check of state.yaml.</summary>
    public static Task<CheckResult[]> TryAllAsync(EphemeralServer server, CancellationToken cancel) =>
        Task.WhenAll(server.Definition!.Checks.Select(check => OnceAsync(OneLine.From(check.Title), () => TryAsync(server, check, cancel))));

    private static async Task<CheckResult> RunAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var seen = await TryAsync(server, check, cancel);
            if (seen.Passed || attempt >= Math.Max(1, check.Attempts))
            {
                return new(OneLine.From(check.Title), seen.Passed, clock.Elapsed, attempt, OneLine.From(seen.Saw));
            }
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(check.IntervalSeconds, 0, 3600)), cancel);
        }
    }

    private static async Task<CheckSight> TryAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        var timeout = TimeSpan.FromSeconds(Math.Clamp(check.TimeoutSeconds, 0.001, 3600));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            return check.Kind switch
            {
                "http" => await Probes.HttpAsync(server, check, limit.Token),
                "tcp" => await Probes.TcpAsync(server, check, limit.Token),
                "exec" => await Probes.ExecuteAsync(server, check, limit.Token),
                _ => new(false, $"'{check.Kind}' is no kind of check"),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(false, $"no answer in {timeout.TotalSeconds:0.###} s");
        }
    }

    private static async Task<CheckResult> OnceAsync(string name, Func<Task<CheckSight>> check)
    {
        var clock = Stopwatch.StartNew();
        var seen = await check();
        return new(name, seen.Passed, clock.Elapsed, 1, OneLine.From(seen.Saw));
    }
}
