namespace ContainerState.Servers;

/// <summary>What a server is doing.</summary>
public enum ServerState
{
    /// <summary>It is being started.</summary>
    Starting,

    /// <summary>Its init runs.</summary>
    Running,

    /// <summary>Its init has ended, or was killed behind our back; what it left is still here.</summary>
    Dead,

    /// <summary>Its record is unreadable or half there; Stop-Server -Force clears it up.</summary>
    Damaged,
}
