namespace ContainerState.Git;

/// <summary>How far a tree may go, whoever made it. What is beyond is refused, and nothing is walked without end until then.</summary>
internal static class TreeLimits
{
    /// <summary>Folders within each other.</summary>
    public const int Deepest = 200;

    /// <summary>The characters of a folder's path: the kernel takes 4096 bytes.</summary>
    public const int LongestPath = 4000;

    /// <summary>Files, links and folders together.</summary>
    public const int MostEntries = 2_000_000;
}
