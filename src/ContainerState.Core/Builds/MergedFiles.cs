using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>A server's files, merged.</summary>
/// <param name="Tree">Their tree, without metadata.</param>
/// <param name="Metadata">Their metadata.</param>
/// <param name="OwnTimes">The files and whole folders whose times follow from content.</param>
internal sealed record MergedFiles(string Tree, TreeMetadata Metadata, IReadOnlyList<string> OwnTimes);
