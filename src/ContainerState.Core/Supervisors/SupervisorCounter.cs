using ContainerState.Platform;

namespace ContainerState.Supervisors;

/// <summary>Counts what a supervisor says, and writes it down when it has changed. Touched by the supervisor's loop alone.</summary>
internal sealed class SupervisorCounter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Host _host;
    private readonly string _supervisor;
    private readonly Dictionary<string, long> _events;
    private readonly DateTime _since;
    private Deadline _notBefore;
    private (long Events, int Count, int Well, bool IsRollingOut, bool HasEnded)? _written;

    /// <summary>Goes on from what an earlier run of that name has counted.</summary>
    public SupervisorCounter(Host host, string supervisor)
    {
        (_host, _supervisor) = (host, supervisor);
        var before = SupervisorTally.Read(host, supervisor);
        _events = new(before?.Events ?? new Dictionary<string, long>(StringComparer.Ordinal), StringComparer.Ordinal);
        _since = before?.SinceUtc ?? DateTime.UtcNow;
    }

    /// <summary>Counts one event.</summary>
    public void Add(SupervisorEvent said) => _events[said.Kind] = _events.GetValueOrDefault(said.Kind) + 1;

    /// <summary>Writes down how it is, if that is not what was written last.</summary>
    /// <returns>What kept it from that; null when nothing did, and while it is too early to try again.</returns>
    public Exception? Write(int count, int well, bool isRollingOut, bool hasEnded = false)
    {
        var now = (_events.Values.Sum(), count, well, isRollingOut, hasEnded);
        if (now == _written || !(_notBefore.IsOver || hasEnded))
        {
            return null;
        }
        try
        {
            new SupervisorTally { SinceUtc = _since, Count = count, Well = well, IsRollingOut = isRollingOut, HasEnded = hasEnded, Events = _events }.Write(_host, _supervisor);
            _written = now;
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The servers are what matters.
            _notBefore = Deadline.In(Pause);
            return fault;
        }
    }
}
