using System.Collections.Concurrent;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>One server of a supervisor, with what is going on with it. Touched by the supervisor's loop alone.</summary>
internal sealed class SupervisorMember
{
    private readonly CancellationTokenSource _cancel;
    private readonly RegisteredServers _servers;
    private readonly Action _wake;
    private readonly ConcurrentQueue<string> _warnings = new();
    private ServerRecord? _record;
    private long _since;

    private SupervisorMember(RegisteredServers servers, string name, string image, Action wake, CancellationToken cancel)
    {
        _servers = servers;
        Name = name;
        Image = image;
        _wake = wake;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its image.</summary>
    public string Image { get; }

    /// <summary>How it is.</summary>
    public SupervisedPhase Phase { get; set; }

    /// <summary>The server; null until its init runs.</summary>
    public EphemeralServer? Server { get; private set; }

    /// <summary>The start; null when it is over, and for one that was taken over.</summary>
    public Task<EphemeralServer>? Starting { get; private set; }

    /// <summary>A round of checks: one sentence for each that failed; null between two rounds.</summary>
    public Task<IReadOnlyList<string>>? Checking { get; private set; }

    /// <summary>True once a round of its checks has passed.</summary>
    public bool HasPassed { get; private set; }

    /// <summary>How often in a row its checks failed.</summary>
    public int Failures { get; set; }

    /// <summary>How long its init has been there.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - _since);

    /// <summary>How old it was when its age was last told to the back-off.</summary>
    public TimeSpan ToldAge { get; set; }

    /// <summary>When the next round of checks is due, in milliseconds of the host's uptime.</summary>
    public long NextCheck { get; set; }

    /// <summary>The server, as the decisions see it.</summary>
    public SupervisedServer State => new(Name, Image, Phase);

    /// <summary>True when it was started and its init is there no more.</summary>
    public bool IsDead => Server is not null && (_record is null || !_servers.Registry.IsRunning(_record));

    /// <summary>A server that runs already.</summary>
    public static SupervisorMember TakeOver(RegisteredServers servers, EphemeralServer server, Action wake, CancellationToken cancel)
    {
        var member = new SupervisorMember(servers, server.Name, server.Image, wake, cancel) { Phase = SupervisedPhase.Well };
        member.Enter(server);
        // Its age as the clock has it, which may have been set back meanwhile.
        member._since -= Math.Max(0, (long)(DateTime.UtcNow - server.StartedUtc).TotalMilliseconds);
        member.ToldAge = member.Age;
        return member;
    }

    /// <summary>Begins to start a server.</summary>
    public static SupervisorMember Start(RegisteredServers servers, ServerImage image, StartOptions options, Action wake, CancellationToken cancel)
    {
        var member = new SupervisorMember(servers, options.Name!, image.Id, wake, cancel) { Phase = SupervisedPhase.Coming };
        member.Starting = member.Waking(() => member.StartAsync(image, options, member._cancel.Token));
        return member;
    }

    /// <summary>Notes that the start has come to its end, and gives its fault if it had one.</summary>
    public Exception? EndStart()
    {
        var start = Starting!;
        Starting = null;
        if (start.IsCompletedSuccessfully)
        {
            Enter(start.Result);
            return null;
        }
        return start.Exception?.InnerException ?? new OperationCanceledException();
    }

    /// <summary>What its start warned of since the last look.</summary>
    public List<string> TakeWarnings()
    {
        var taken = new List<string>();
        while (_warnings.TryDequeue(out var warning))
        {
            taken.Add(warning);
        }
        return taken;
    }

    /// <summary>Begins to wait for the first passing of its checks, each with its own number of tries.</summary>
    public void BeginWait() => Checking = Waking(() => CheckAsync(Server!, _cancel.Token));

    /// <summary>Begins a round of all checks, each tried once.</summary>
    public void BeginRound() => Checking = Waking(() => CheckAsync(Once(Server!), _cancel.Token));

    /// <summary>What failed in the round that is over.</summary>
    public IReadOnlyList<string> EndRound()
    {
        var round = Checking!;
        Checking = null;
        HasPassed |= round is { IsCompletedSuccessfully: true, Result: [] };
        return round.IsCompletedSuccessfully ? round.Result : [OneLine.From(round.Exception?.InnerException?.Message ?? "cancelled")];
    }

    /// <summary>Ends what is going on with it, once; the server itself is not touched, unless it is still being started.</summary>
    public void Cancel()
    {
        _cancel.Cancel();
        // Else each server that ever was would stay in the list of the supervisor's own token.
        _cancel.Dispose();
    }

    private async Task<EphemeralServer> StartAsync(ServerImage image, StartOptions options, CancellationToken cancel)
    {
        await foreach (var server in _servers.StartAsync(image, options, warn: _warnings.Enqueue, cancel: cancel))
        {
            return server;
        }
        throw new ServerNotFoundException(options.Name!);
    }

    // The next round is the next try.
    private static EphemeralServer Once(EphemeralServer server) =>
        server with { Definition = server.Definition! with { Checks = [.. server.Definition.Checks.Select(check => check with { Attempts = 1 })] } };

    private async Task<IReadOnlyList<string>> CheckAsync(EphemeralServer server, CancellationToken cancel)
    {
        try
        {
            await _servers.Tester.RequireAsync(server, cancel);
            return [];
        }
        catch (ServerNotReadyException error)
        {
            return error.Failures;
        }
    }

    private void Enter(EphemeralServer server)
    {
        Server = server;
        _since = Environment.TickCount64;
        _record = _servers.Registry.Read(server.Name)?.Record is { } record && record.StartedUtc == server.StartedUtc ? record : null;
    }

    // On another thread from the first step on: what they call may block, and the loop must not.
    private async Task<T> Waking<T>(Func<Task<T>> work)
    {
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _wake();
        }
    }
}
