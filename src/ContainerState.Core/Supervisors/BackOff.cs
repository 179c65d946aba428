namespace ContainerState.Supervisors;

/// <summary>How long to wait before the next start when servers die young, one after the other.</summary>
/// <param name="count">How many servers there shall be.</param>
/// <remarks>
/// Two things in a row are counted. Servers that die at once are those of a broken image, and two generations of them are
/// enough. Servers that die within half a minute may be those of an image that crashes, but also those that somebody kills
/// from outside; so long as their clients are served in between, it takes thirty generations until starts wait.
/// </remarks>
internal sealed class BackOff(int count)
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Cap = TimeSpan.FromMinutes(1);

    /// <summary>A server that lived less died at once.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    /// <summary>A server that lived less died young.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private int _atOnce;
    private int _young;

    /// <summary>How many died young since one last lived for half a minute.</summary>
    public int Deaths => _young;

    /// <summary>True when starts have to wait, and only one is tried at a time.</summary>
    public bool IsOn => Excess > 0;

    /// <summary>How long to wait now: nothing, then a second, twice as much with each further death, at most a minute.</summary>
    public TimeSpan Delay => IsOn ? TimeSpan.FromTicks(Math.Min(Cap.Ticks, First.Ticks << Math.Min(Excess - 1, 16))) : TimeSpan.Zero;

    private int Excess => Math.Max(_atOnce - (2 * count) - 2, _young - (30 * count));

    /// <summary>One died.</summary>
    /// <param name="age">How long it lived; nothing when it did not come up.</param>
    public void Died(TimeSpan age)
    {
        _atOnce += age < AtOnce ? 1 : 0;
        _young += age < Young ? 1 : 0;
    }

    /// <summary>One lives on, and is well.</summary>
    /// <param name="before">How old it was when this was last told of it.</param>
    /// <param name="age">How old it is now.</param>
    public void Lives(TimeSpan before, TimeSpan age)
    {
        _atOnce = before < AtOnce && age >= AtOnce ? 0 : _atOnce;
        _young = before < Young && age >= Young ? 0 : _young;
    }

    /// <summary>What died counts no more.</summary>
    public void Forget() => (_atOnce, _young) = (0, 0);
}
