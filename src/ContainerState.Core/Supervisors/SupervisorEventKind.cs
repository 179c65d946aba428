namespace ContainerState.Supervisors;

/// <summary>What a supervisor saw or did.</summary>
public enum SupervisorEventKind
{
    /// <summary>A server of an earlier run of the supervisor was found, and is kept.</summary>
    TakenOver,

    /// <summary>A server runs, and its checks pass.</summary>
    Started,

    /// <summary>A server does not run any more, and the supervisor did not stop it.</summary>
    Died,

    /// <summary>A server did not come up, or its checks did not pass several times in a row.</summary>
    Failed,

    /// <summary>Another server stands in for this one.</summary>
    Replaced,

    /// <summary>A server was stopped: it was one too many, or the supervisor ends.</summary>
    Stopped,

    /// <summary>There is a new image; its first server is about to be started.</summary>
    RollingOut,

    /// <summary>All servers run from the new image.</summary>
    RolledOut,

    /// <summary>The new image did not pass; the servers stay with the old one, or go back to it.</summary>
    RolledBack,

    /// <summary>Servers keep dying; the next start waits.</summary>
    BackingOff,

    /// <summary>Something beside the servers went wrong, such as a repository that cannot be read; it is tried again.</summary>
    Trouble,
}
