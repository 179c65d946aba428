using System.Globalization;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>Tells of servers that have ended, and of those that stand in for them. Touched by the supervisor's loop alone.</summary>
/// <remarks>
/// Why a server ended is known a moment after it did. Its successor is not held up by that. That it ended is told after some time in
/// any case, since whoever sends it requests wants to know.
/// </remarks>
/// <param name="events">Tells it.</param>
internal sealed class SupervisorDeaths(SupervisorEvents events)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly List<Death> _untold = [];

    // Those that have ended and have no successor yet.
    private readonly Queue<Death> _lost = new();

    private sealed class Death(SupervisorMember member, Task<ServerEnd?> end)
    {
        private readonly Deadline _patience = Deadline.In(Patience);

        public SupervisorMember Member => member;

        public bool IsDue => !IsTold && (IsKnown || _patience.IsOver);

        public bool IsKnown => end.IsCompleted;

        public ServerEnd? End => end.IsCompletedSuccessfully ? end.Result : null;

        public TimeSpan Age { get; } = member.Age;

        public bool IsTold { get; set; }

        public SupervisorMember? Successor { get; set; }
    }

    /// <summary>Takes in one that has ended.</summary>
    /// <param name="member">The server.</param>
    /// <param name="end">Why, once that is known.</param>
    public void Add(SupervisorMember member, Task<ServerEnd?> end)
    {
        var death = new Death(member, end);
        _untold.Add(death);
        if (member.State.IsIn)
        {
            _lost.Enqueue(death);
        }
    }

    /// <summary>A server was let in. When one had ended, it stands in for that.</summary>
    public void Replace(SupervisorMember by)
    {
        if (_lost.TryDequeue(out var lost))
        {
            lost.Successor = by;
            if (!_untold.Contains(lost))
            {
                _untold.Add(lost);
            }
        }
    }

    /// <summary>One that ended while it was one too many has no successor.</summary>
    public void Forget() => _lost.Clear();

    /// <summary>Tells what is known by now.</summary>
    public void Tell()
    {
        foreach (var death in _untold.Where(death => death.IsDue))
        {
            death.IsTold = true;
            events.Report(SupervisorEventKind.Died, death.Member.Name, death.Member.Image, Told(death.Age, death.End));
        }
        foreach (var death in _untold.Where(death => death is { IsTold: true, IsKnown: true }).ToList())
        {
            _untold.Remove(death);
            if (death.Successor is { } by)
            {
                events.Report(SupervisorEventKind.Replaced, death.Member.Name, by.Image, death.End is { } end ? $"by {by.Name}: {end.Reason}" : $"by {by.Name}");
            }
        }
    }

    private static string Told(TimeSpan age, ServerEnd? end)
    {
        var after = string.Create(CultureInfo.InvariantCulture, $"after {age.TotalSeconds:0.0} s");
        return end is null ? after : $"{after}: {end.WithLastLine()}";
    }
}
