using System.Globalization;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>The servers of a supervisor: what became of each, and what that means. Touched by the supervisor's loop alone.</summary>
internal sealed class SupervisorMembers
{
    private readonly Dictionary<string, SupervisorMember> _members = new(StringComparer.Ordinal);
    private readonly RegisteredServers _servers;
    private readonly SupervisorTraffic _traffic;
    private readonly SupervisorStops _stops;
    private readonly SupervisorDeaths _deaths;
    private readonly SupervisorOptions _options;
    private readonly SupervisorEvents _events;
    private readonly BackOff _backOff;
    private readonly Action _wake;
    private readonly CancellationToken _stop;
    private string _latest = "";
    private long _notBefore;

    /// <summary>Creates it, with no server.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="options">What is kept alive.</param>
    /// <param name="say">Is told each event.</param>
    /// <param name="wake">Is called when a start or a round of checks is over.</param>
    /// <param name="stop">Ends starts and checks.</param>
    public SupervisorMembers(RegisteredServers servers, SupervisorOptions options, Action<SupervisorEvent> say, Action wake, CancellationToken stop)
    {
        _servers = servers;
        _traffic = new(servers, options, stop);
        _stops = new(servers, _traffic);
        _options = options;
        _wake = wake;
        _stop = stop;
        _backOff = new(options.Count);
        _events = new(options, say, () => Well);
        _deaths = new(_events);
        Images = new(new(servers.Host), _events);
    }

    /// <summary>The images.</summary>
    public SupervisorImages Images { get; }

    /// <summary>Tells of trouble beside the servers.</summary>
    public Action<Exception> ReportTrouble => _events.ReportTrouble;

    /// <summary>How many are well.</summary>
    public int Well => _members.Values.Count(member => member.Phase == SupervisedPhase.Well);

    /// <summary>The image that most of them run from; null when there is none.</summary>
    public string? MostCommonImage =>
        _members.Values.GroupBy(member => member.Image, StringComparer.Ordinal).MaxBy(group => group.Count())?.Key;

    /// <summary>What is going on, to be waited for at the end.</summary>
    public IEnumerable<Task> Tasks =>
        _members.Values.SelectMany(member => new Task?[] { member.Starting, member.Checking }).OfType<Task>().Concat(_stops.Tasks).Concat(_traffic.Tasks);

    private static long Now => Environment.TickCount64;

    /// <summary>Sees what became of starts, servers, checks and stops.</summary>
    public void See()
    {
        SeeStarts();
        SeeDeaths();
        SeeChecks();
        _deaths.Tell();
        _traffic.Follow(_members.Values);
        _stops.Collect().Concat(_traffic.Collect()).ToList().ForEach(ReportTrouble);
    }

    /// <summary>Sees a new image and servers that it did not know.</summary>
    public void See(ServerImage? image, IReadOnlyList<EphemeralServer> servers)
    {
        _events.ClearTrouble();
        TakeOver(servers);
        Consider(image);
    }

    /// <summary>Tells of those that ended and were not told of yet.</summary>
    public void TellDeaths() => _deaths.Tell();

    /// <summary>Takes note of the image that shall be run.</summary>
    public void Consider(ServerImage? image)
    {
        if (Images.Consider(image) is { } before)
        {
            Abandon(before.Id);
        }
    }

    /// <summary>Takes in those of ours that an earlier run left, or that came up while it was being killed.</summary>
    public void TakeOver(IReadOnlyList<EphemeralServer> servers)
    {
        foreach (var server in servers.Where(server => !_members.ContainsKey(server.Name) && !_stops.Names.Contains(server.Name)))
        {
            if (server.State == ServerState.Dead)
            {
                _stops.Stop(server);
            }
            else if (server is { State: ServerState.Running, Definition: not null }
                && SupervisorMember.TakeOver(_servers, server, _wake, _stop) is { IsDead: false } member)
            {
                _members.Add(server.Name, member);
                _events.Report(SupervisorEventKind.TakenOver, server.Name, server.Image);
            }
        }
    }

    /// <summary>Decides, and begins what was decided.</summary>
    public void Act()
    {
        var plan = SupervisorPlan.Make(
            _options.Count, Images.Current.Id, Images.Next?.Id, [.. _members.Values.Select(member => member.State)], _backOff.IsOn, !_backOff.IsOn || Now >= _notBefore);
        Enumerable.Repeat(Images.Current, plan.Starts).Concat(plan.StartsTrial ? [Images.Next!] : []).ToList().ForEach(Start);
        foreach (var server in plan.Stops)
        {
            var isReplaced = server.Phase == SupervisedPhase.Failing || server.Image != Images.Current.Id || Images.Next is not null;
            Drop(_members[server.Name]);
            _events.Report(isReplaced ? SupervisorEventKind.Replaced : SupervisorEventKind.Stopped, server.Name, server.Image, isReplaced ? $"by {_latest}" : "one too many");
        }
    }

    private void SeeStarts()
    {
        foreach (var member in Each().Where(member => member.Starting is { IsCompleted: true }))
        {
            member.TakeWarnings().ForEach(_events.ReportTrouble);
            switch (member.EndStart())
            {
                case null:
                    member.BeginWait();
                    break;
                case ServerExistsException:
                    // Somebody took the name meanwhile; the next start takes another.
                    _members.Remove(member.Name);
                    break;
                case var fault:
                    Lose(member, fault.Message);
                    break;
            }
        }
    }

    private void SeeDeaths()
    {
        foreach (var member in Each())
        {
            if (member.IsDead)
            {
                _deaths.Add(member, _stops.StopEnded(member.Server!));
                Lose(member, string.Create(CultureInfo.InvariantCulture, $"it ended after {member.Age.TotalSeconds:0.0} s"), failed: false);
            }
            else if (member.Phase == SupervisedPhase.Well)
            {
                var age = member.Age;
                _backOff.Lives(member.ToldAge, age);
                member.ToldAge = age;
            }
        }
    }

    private void SeeChecks()
    {
        foreach (var member in Each().Where(member => member.Server is not null))
        {
            if (member.Checking is { IsCompleted: true })
            {
                Judge(member, member.EndRound());
            }
            else if (member.Checking is null && member.Phase != SupervisedPhase.Coming && Now >= member.NextCheck)
            {
                member.BeginRound();
            }
        }
    }

    private void Judge(SupervisorMember member, IReadOnlyList<string> failures)
    {
        member.NextCheck = Now + (long)_options.Interval.TotalMilliseconds;
        if (member.Phase is SupervisedPhase.Coming or SupervisedPhase.Settling)
        {
            if (failures.Count > 0)
            {
                _stops.Stop(member.Server!);
                Lose(member, string.Join("; ", failures));
            }
            else if (member.Phase == SupervisedPhase.Coming && Images.IsNext(member.Image))
            {
                member.Phase = SupervisedPhase.Settling;
                member.NextCheck = Now + (long)_options.Settle.TotalMilliseconds;
            }
            else
            {
                LetIn(member);
            }
            return;
        }
        member.Failures = failures.Count > 0 ? member.Failures + 1 : 0;
        if (failures.Count == 0)
        {
            member.Phase = SupervisedPhase.Well;
        }
        else if (member.Failures >= _options.Failures && member.Phase == SupervisedPhase.Well)
        {
            member.Phase = SupervisedPhase.Failing;
            var why = string.Join("; ", failures);
            _events.Report(SupervisorEventKind.Failed, member.Name, member.Image, $"{member.Failures} times in a row: {why}");
            GoBackFrom(member.Image, $"{member.Name} failed: {why}");
        }
    }

    private void LetIn(SupervisorMember member)
    {
        member.Phase = SupervisedPhase.Well;
        _latest = member.Name;
        _events.Report(SupervisorEventKind.Started, member.Name, member.Image, member.Server!.Address);
        _deaths.Replace(member);
        if (_members.Values.Count(other => other.State.IsIn) >= _options.Count)
        {
            _deaths.Forget();
        }
        if (Images.IsNext(member.Image) && _members.Values.Count(other => other.State.IsIn && other.Image == member.Image) == _options.Count)
        {
            Images.Accept();
            _backOff.Forget();
        }
    }

    // A server that is no more, or must go: it is out of the list, and what its end means is noted.
    private void Lose(SupervisorMember member, string why, bool failed = true)
    {
        _members.Remove(member.Name);
        member.Cancel();
        if (failed)
        {
            _events.Report(SupervisorEventKind.Failed, member.Name, member.Image, why);
        }
        if (Images.IsNext(member.Image))
        {
            GoBackFrom(member.Image, $"{member.Name}: {why}");
        }
        else
        {
            // What came up and never passed its checks has not lived, however long it was given.
            CountDeath(member.Image, member.State.IsIn ? member.Age : TimeSpan.Zero);
        }
    }

    private void CountDeath(string image, TimeSpan age)
    {
        _backOff.Died(age);
        if (_backOff.IsOn && age < BackOff.Young)
        {
            _notBefore = Now + (long)_backOff.Delay.TotalMilliseconds;
            _events.Report(SupervisorEventKind.BackingOff, "", image, $"{_backOff.Deaths} in a row died young or did not come up; the next start is in {_backOff.Delay.TotalSeconds:0} s");
        }
    }

    private void GoBackFrom(string image, string why)
    {
        if (Images.IsNext(image))
        {
            Images.Reject(why);
            Abandon(image);
        }
    }

    // Those of the image that were let in are replaced one at a time, by the plan.
    private void Abandon(string image)
    {
        foreach (var member in Each().Where(member => member.Image == image && !member.State.IsIn))
        {
            Drop(member);
        }
    }

    private void Start(ServerImage image)
    {
        var taken = _servers.Registry.Names().Concat(_members.Keys).Concat(_stops.Names).ToHashSet(StringComparer.Ordinal);
        var name = ServerName.Numbered(_options.Name, taken).First();
        var start = _options.Start with { Name = name, Count = 1, Wait = false, Fleet = _options.Name, Serves = false, Supervisor = _options.Name };
        _members.Add(name, SupervisorMember.Start(_servers, image, start, _wake, _stop));
    }

    private void Drop(SupervisorMember member)
    {
        _members.Remove(member.Name);
        _stops.Stop(member);
    }

    // Those that are still in the list when their turn comes: what befalls one may take others out.
    private IEnumerable<SupervisorMember> Each() =>
        _members.Values.ToList().Where(member => _members.GetValueOrDefault(member.Name) == member);
}
