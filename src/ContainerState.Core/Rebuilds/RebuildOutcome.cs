namespace ContainerState.Rebuilds;

/// <summary>What a run came to.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class RebuildOutcome
{
    /// <summary>New servers passed their tests and stand in for the old ones.</summary>
    public const string Replaced = nameof(Replaced);

    /// <summary>What was wanted ran already, and passed its tests.</summary>
    public const string Unchanged = nameof(Unchanged);

    /// <summary>New servers were started and did not pass; they are gone, and the old ones run.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>It failed before a new server was started; or new ones of the last good image failed, and were left since nothing else runs.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>It has begun, and is going on.</summary>
    public const string Running = nameof(Running);

    /// <summary>It began and was killed; the next run ends what it had begun.</summary>
    public const string Interrupted = nameof(Interrupted);
}
