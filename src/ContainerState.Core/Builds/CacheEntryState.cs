namespace ContainerState.Builds;

/// <summary>What became of one build result.</summary>
public enum CacheEntryState
{
    /// <summary>It was there already: at the remote when sending, here when receiving.</summary>
    Present,

    /// <summary>The remote has it now.</summary>
    Sent,

    /// <summary>It was fetched and is kept here.</summary>
    Received,

    /// <summary>The remote has another commit under the same key, and was left as it is.</summary>
    Differs,

    /// <summary>Neither here nor at the remote; without a key, since something that it needs is neither.</summary>
    Missing,
}
