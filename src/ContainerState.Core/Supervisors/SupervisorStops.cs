using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>The servers that a supervisor is stopping, each by a task of its own.</summary>
/// <param name="servers">The servers.</param>
/// <param name="traffic">Who of them gets connections.</param>
internal sealed class SupervisorStops(RegisteredServers servers, SupervisorTraffic traffic)
{
    private readonly Dictionary<string, Task> _tasks = new(StringComparer.Ordinal);

    /// <summary>Their names, which nobody can have yet.</summary>
    public IReadOnlyCollection<string> Names => _tasks.Keys;

    /// <summary>What is being done.</summary>
    public IEnumerable<Task> Tasks => _tasks.Values;

    /// <summary>Begins to stop a server, dead or alive.</summary>
    public void Stop(EphemeralServer server)
    {
        var leave = traffic.LeaveAsync(server.Name);
        _tasks[server.Name] = Task.Run(
            async () =>
            {
                await leave;
                await servers.StopAsync(server, force: true);
            },
            CancellationToken.None);
    }

    /// <summary>Begins to stop a server that has ended, once it is known why it did.</summary>
    /// <returns>Why; null when nobody knows.</returns>
    public Task<ServerEnd?> StopEnded(EphemeralServer server)
    {
        var leave = traffic.LeaveAsync(server.Name);
        var end = Task.Run(() => servers.Ends.WaitAsync(server, CancellationToken.None));
        // Whether it could be taken out or not: it is dead.
        _tasks[server.Name] = Task.WhenAll(leave, end).ContinueWith(_ => servers.StopAsync(server, force: true), TaskScheduler.Default).Unwrap();
        return end;
    }

    /// <summary>Ends what is going on with a server, and stops it; one that is still being started, once that is over.</summary>
    public void Stop(SupervisorMember member)
    {
        member.Cancel();
        if (member.Server is { } server)
        {
            Stop(server);
        }
        else if (member.Starting is { } start)
        {
            _tasks[member.Name] = start.ContinueWith(
                started => started.IsCompletedSuccessfully ? servers.StopAsync(started.Result, force: true) : Task.CompletedTask,
                TaskScheduler.Default).Unwrap();
        }
    }

    /// <summary>Forgets those that are over, and gives the faults of those that failed.</summary>
    public List<Exception> Collect()
    {
        var over = _tasks.Where(task => task.Value.IsCompleted).ToList();
        over.ForEach(task => _tasks.Remove(task.Key));
        // Gone is what it should be, whoever did it.
        return [.. over.Select(task => task.Value.Exception?.InnerException).OfType<Exception>().Where(fault => fault is not ServerNotFoundException)];
    }
}
