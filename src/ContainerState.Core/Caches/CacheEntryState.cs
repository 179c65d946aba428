namespace ContainerState.Caches;

/// <summary>What became of one build result.</summary>
/// <remarks>Texts and no enumeration: reports, which PowerShell makes of objects, would hold a number.</remarks>
public static class CacheEntryState
{
    /// <summary>It was there already: at the remote when sending, here when receiving.</summary>
    public const string Present = nameof(Present);

    /// <summary>The remote has it now.</summary>
    public const string Sent = nameof(Sent);

    /// <summary>It was fetched and is kept here.</summary>
    public const string Received = nameof(Received);

    /// <summary>The remote has another commit under the same key, and was left as it is.</summary>
    public const string Differs = nameof(Differs);

    /// <summary>Neither here nor at the remote; without a key, since something that it needs is neither.</summary>
    public const string Missing = nameof(Missing);
}
