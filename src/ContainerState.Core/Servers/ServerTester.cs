using System.Diagnostics;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Runs checks.</summary>
/// <param name="registry">The servers.</param>
internal sealed class ServerTester(ServerRegistry registry)
{
    private readonly LastChecks _last = new(registry);

    /// <summary>All checks of a server that runs: those of state.yaml, then our own. They run at the same time.</summary>
    public async Task<ServerTestResult> TestAsync(EphemeralServer server, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var results = await Task.WhenAll(
            server.Definition!.Checks.Select(check => RunAsync(server, check, cancel))
                .Concat(registry.RequireRuntime(server.Name, server.Runtime).Checks(server).Select(own => OnceAsync(own.Name, () => own.See(cancel)))));
        _last.Note(server, results);
        return new(server, results.All(result => result.Passed), Seconds.Of(clock.Elapsed), results);
    }

    /// <summary>Waits for the checks of state.yaml.</summary>
    /// <exception cref="ServerNotReadyException">One did not pass in its time.</exception>
    /// <exception cref="ServerNotRunningException">The server ended before.</exception>
    public async Task RequireAsync(EphemeralServer server, CancellationToken cancel)
    {
        var results = await Task.WhenAll(server.Definition!.Checks.Select(check => RunAsync(server, check, cancel)));
        _last.Note(server, results);
        var failures = results.Where(result => !result.Passed).Select(result => $"{result.Name}: {result.Saw}").ToList();
        if (failures.Count > 0)
        {
            throw StateOf(server) is { } state and not ServerState.Running
                ? new ServerNotRunningException(server.Name, state.ToString())
                : new ServerNotReadyException(server.Name, failures);
        }
    }

    /// <summary>One try of each check of state.yaml.</summary>
    public async Task<CheckResult[]> TryAllAsync(EphemeralServer server, CancellationToken cancel)
    {
        var results = await Task.WhenAll(server.Definition!.Checks.Select(check => OnceAsync(OneLine.From(check.Title), () => TryAsync(server, check, cancel))));
        _last.Note(server, results);
        return results;
    }

    private async Task<CheckResult> RunAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var seen = await TryAsync(server, check, cancel);
            // What has ended does not come up, however often it is tried.
            if (seen.Passed || attempt >= Math.Max(1, check.Attempts) || StateOf(server) != ServerState.Running)
            {
                return new(OneLine.From(check.Title), seen.Passed, Seconds.Of(clock.Elapsed), attempt, OneLine.From(seen.Saw));
            }
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(check.IntervalSeconds, 0, 3600)), cancel);
        }
    }

    private string? StateOf(EphemeralServer server) => registry.Read(server.Name)?.State;

    private async Task<CheckAttempt> TryAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
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
                "exec" => await Probes.ExecuteAsync(registry, server, check, limit.Token),
                _ => new(false, $"'{check.Kind}' is no kind of check"),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(false, $"no answer in {timeout.TotalSeconds:0.###} s");
        }
    }

    private static async Task<CheckResult> OnceAsync(string name, Func<Task<CheckAttempt>> check)
    {
        var clock = Stopwatch.StartNew();
        var seen = await check();
        return new(name, seen.Passed, Seconds.Of(clock.Elapsed), 1, OneLine.From(seen.Saw));
    }
}
