namespace ContainerState.Rebuilds;

/// <summary>One step of a run.</summary>
/// <param name="Name">Finish, Pull, Update, Find, Build, Hold, Test, Start, Serve, Swap, RollBack, Keep, Recover or Note.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Result">One of <see cref="Done"/> and <see cref="Failed"/>.</param>
/// <param name="Detail">What it came to, one line.</param>
public sealed record RebuildStep(string Name, double DurationSeconds, string Result, string Detail)
{
    /// <summary>It did what it should.</summary>
    public const string Done = nameof(Done);

    /// <summary>It did not.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>The step, and how it ended.</summary>
    public override string ToString() => $"{Name}: {Result}";
}
