namespace ContainerState.Rebuilds;

/// <summary>What a run was for.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class RebuildKind
{
    /// <summary>Servers of the newest commit.</summary>
    public const string Rebuild = nameof(Rebuild);

    /// <summary>Servers of an earlier commit.</summary>
    public const string Restore = nameof(Restore);
}
