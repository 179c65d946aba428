using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>One run of a supervisor: a loop that looks, decides with <see cref="SupervisorPlan"/>, and begins what was decided.</summary>
internal sealed class SupervisorRun
{
    private const long WatchdogMilliseconds = 1000;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly RegisteredServers _servers;
    private readonly SupervisorOptions _options;
    private readonly SystemdNotifier _systemd;
    private readonly TimeSpan _tick;
    private readonly SupervisorMembers _members;
    private readonly SupervisorCounter _counter;
    private long _nextLook;
    private long _nextWatchdog;
    private Task<Observation>? _looking;

    /// <summary>Creates it.</summary>
    public SupervisorRun(RegisteredServers servers, SupervisorOptions options, Action<SupervisorEvent> say, SystemdNotifier systemd)
    {
        _servers = servers;
        _options = options;
        _systemd = systemd;
        // Between two looks at the servers' processes, within which a death is seen. A look at hundreds takes milliseconds.
        _tick = TimeSpan.FromMilliseconds(Math.Max(20, options.Count));
        _counter = new(servers.Host, options.Name);
        _members = new(servers, options, Tell, () => _wake.Release(), _stop.Token);

        void Tell(SupervisorEvent said)
        {
            _counter.Add(said);
            say(said);
        }
    }

    private sealed record Observation(ServerImage? Image, IReadOnlyList<EphemeralServer> Servers);

    private static long Now => Environment.TickCount64;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var sight = await Task.Run(LookAsync, CancellationToken.None);
        _members.TakeOver(sight.Servers);
        _members.Images.Begin(_members.MostCommonImage, sight.Image, _options.Reference ?? _options.Repository?.Head ?? "");
        _members.Consider(sight.Image);
        _nextLook = Now + (long)_options.Interval.TotalMilliseconds;
        _systemd.Send("READY=1");
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                _members.See();
                SeeImage();
                _members.Act();
                Count();
                TellSystemd();
                await _wake.WaitAsync(_tick, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Being told to end is no error.
        }
        finally
        {
            _systemd.Send("STOPPING=1");
            await EndAsync(cancel.IsCancellationRequested);
        }
    }

    private async Task<Observation> LookAsync()
    {
        await _servers.ClearUpAsync(_stop.Token);
        return new(new SupervisorSource(_servers.Host).Find(_options), Ours());
    }

    private List<EphemeralServer> Ours() =>
        [.. _servers.List($"{_options.Name}-*").Where(server => server.Supervisor == _options.Name)];

    private void SeeImage()
    {
        if (_looking is { IsCompleted: true } look)
        {
            _looking = null;
            _nextLook = Now + (long)_options.Interval.TotalMilliseconds;
            if (look.IsCompletedSuccessfully)
            {
                _members.See(look.Result.Image, look.Result.Servers);
            }
            else
            {
                _members.ReportTrouble(look.Exception!.InnerException!);
            }
        }
        else if (_looking is null && Now >= _nextLook)
        {
            _looking = Task.Run(LookAsync, CancellationToken.None);
        }
    }

    private async Task EndAsync(bool wasTold)
    {
        await _stop.CancelAsync();
        // Their faults are no news any more.
        await Task.WhenAll(_members.Tasks.Concat(_looking is null ? [] : [_looking])).ContinueWith(static _ => { }, TaskScheduler.Default);
        _members.TellDeaths();
        Count(hasEnded: wasTold);
    }

    private void Count(bool hasEnded = false)
    {
        if (_counter.Write(_options.Count, _members.Well, _members.Images.Next is not null, hasEnded) is { } fault)
        {
            _members.ReportTrouble(fault);
        }
    }

    private void TellSystemd()
    {
        if (Now >= _nextWatchdog)
        {
            _nextWatchdog = Now + WatchdogMilliseconds;
            _systemd.Send("WATCHDOG=1", $"STATUS={_members.Well} of {_options.Count} servers are well");
        }
    }
}
