using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>Which of a supervisor's servers get the connections to the ports that they publish together. Touched by the supervisor's loop alone.</summary>
/// <remarks>Changes of the rules are made one after the other, in the order in which they were decided, each by a task beside the loop.</remarks>
/// <param name="servers">The servers.</param>
/// <param name="options">What is kept alive.</param>
/// <param name="stop">Ends the waiting for connections.</param>
internal sealed class SupervisorTraffic(RegisteredServers servers, SupervisorOptions options, CancellationToken stop)
{
    private readonly HashSet<string> _in = new(StringComparer.Ordinal);
    private readonly List<(string Name, bool WasIn, Task Change)> _changes = [];
    private Task _last = Task.CompletedTask;

    /// <summary>What is being done.</summary>
    public IEnumerable<Task> Tasks => _changes.Select(change => change.Change);

    private bool Shares => options.Start.Publish.Count > 0;

    /// <summary>Lets connections go to servers whose checks pass, and to no others, unless there would be none.</summary>
    public void Follow(IReadOnlyCollection<SupervisorMember> members)
    {
        if (!Shares)
        {
            return;
        }
        // What could not be said of one that has gone is no matter any more.
        _in.IntersectWith(members.Select(member => member.Name));
        foreach (var member in members.Where(member => member is { Phase: SupervisedPhase.Well, HasPassed: true } && _in.Add(member.Name)))
        {
            _ = Begin(member.Name, serves: true, wasIn: false);
        }
        // One that fails some checks may still serve somebody. Nobody is served by none.
        foreach (var member in members.Where(member => member.Phase == SupervisedPhase.Failing && _in.Count > 1 && _in.Remove(member.Name)))
        {
            _ = Begin(member.Name, serves: false, wasIn: true);
        }
    }

    /// <summary>Takes a server out for good, and waits until its connections are over, or for as long as the options say.</summary>
    public async Task LeaveAsync(string name)
    {
        if (!Shares)
        {
            return;
        }
        await Begin(name, serves: false, wasIn: _in.Remove(name));
        await servers.Traffic.DrainAsync([name], options.Drain, stop);
    }

    /// <summary>Forgets the changes that are over, and gives the faults of those that failed.</summary>
    public IReadOnlyList<Exception> Collect()
    {
        var over = _changes.Where(change => change.Change.IsCompleted).ToList();
        over.ForEach(change => _changes.Remove(change));
        var failed = over.Where(change => change.Change.IsFaulted).ToList();
        // So that it is tried again.
        failed.ForEach(change => _ = change.WasIn ? _in.Add(change.Name) : _in.Remove(change.Name));
        return [.. failed.Select(change => change.Change.Exception!.InnerException!)];
    }

    private Task Begin(string name, bool serves, bool wasIn)
    {
        var before = _last;
        _last = Task.Run(async () =>
        {
            // Its own fault is told of by itself.
            await before.ContinueWith(static _ => { }, TaskScheduler.Default);
            await servers.Traffic.SetAsync(name, serves);
        });
        _changes.Add((name, wasIn, _last));
        return _last;
    }
}
