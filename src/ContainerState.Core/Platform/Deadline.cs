namespace ContainerState.Platform;

/// <summary>The moment until which something is waited for, by the time since the host's start, which nobody can set back.</summary>
internal readonly record struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>True when it has passed.</summary>
    public bool IsOver => Environment.TickCount64 > _end;

    /// <summary>One that passes after a time.</summary>
    public static Deadline In(TimeSpan patience) => new(Environment.TickCount64 + (long)patience.TotalMilliseconds);

    /// <summary>True when it passed that long ago.</summary>
    public bool IsOverBy(TimeSpan more) => Environment.TickCount64 > _end + (long)more.TotalMilliseconds;
}
