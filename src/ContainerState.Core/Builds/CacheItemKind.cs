namespace ContainerState.Builds;

/// <summary>What builds keep, to be faster the next time.</summary>
public enum CacheItemKind
{
    /// <summary>The output of a build step, by key.</summary>
    Result,

    /// <summary>Which server a commit gave, by commit.</summary>
    Image,

    /// <summary>A tree as a filesystem for build containers, by tree.</summary>
    Layer,

    /// <summary>What a build step said, by key.</summary>
    Log,
}
