namespace ContainerState.Servers;

/// <summary>What a server is doing.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class ServerState
{
    /// <summary>It is being started.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>Its init runs.</summary>
    public const string Running = nameof(Running);

    /// <summary>Its init has ended, or was killed behind our back; what it left is still here.</summary>
    public const string Dead = nameof(Dead);

    /// <summary>It was stopped, and nothing of it is left but its log, where that is kept.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>Its record is unreadable or half there; Stop-Server -Force clears it up.</summary>
    public const string Damaged = nameof(Damaged);
}
