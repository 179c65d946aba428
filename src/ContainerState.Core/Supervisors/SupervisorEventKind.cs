namespace ContainerState.Supervisors;

/// <summary>What a supervisor saw or did.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class SupervisorEventKind
{
    /// <summary>A server of an earlier run of the supervisor was found, and is kept.</summary>
    public const string TakenOver = nameof(TakenOver);

    /// <summary>A server runs, and its checks pass.</summary>
    public const string Started = nameof(Started);

    /// <summary>A server does not run any more, and the supervisor did not stop it.</summary>
    public const string Died = nameof(Died);

    /// <summary>A server did not come up, or its checks did not pass several times in a row.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>Another server stands in for this one.</summary>
    public const string Replaced = nameof(Replaced);

    /// <summary>A server was stopped: it was one too many, or the supervisor ends.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>There is a new image; its first server is about to be started.</summary>
    public const string RollingOut = nameof(RollingOut);

    /// <summary>All servers run from the new image.</summary>
    public const string RolledOut = nameof(RolledOut);

    /// <summary>The new image did not pass; the servers stay with the old one, or go back to it.</summary>
    public const string RolledBack = nameof(RolledBack);

    /// <summary>Servers keep dying; the next start waits.</summary>
    public const string BackingOff = nameof(BackingOff);

    /// <summary>Something beside the servers went wrong, such as a repository that cannot be read; it is tried again.</summary>
    public const string Trouble = nameof(Trouble);
}
