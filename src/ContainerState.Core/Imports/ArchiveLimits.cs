using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>What is taken of an archive, which may be a bomb, and of a server, which may never answer.</summary>
/// <param name="PackedBytes">The most bytes of the archive itself.</param>
/// <param name="UnpackedBytes">The most bytes that it unpacks to.</param>
/// <param name="Entries">The most entries.</param>
/// <param name="Patience">How long a server may say nothing.</param>
internal sealed record ArchiveLimits(long PackedBytes, long UnpackedBytes, int Entries, TimeSpan Patience)
{
    /// <summary>More than the sources of the largest programs have, and less than a disk holds.</summary>
    public static ArchiveLimits Ordinary { get; } = new(4L << 30, 16L << 30, TreeLimits.MostEntries, TimeSpan.FromSeconds(60));
}
