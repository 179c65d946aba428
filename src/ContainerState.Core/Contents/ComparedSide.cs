using ContainerState.Repositories;

namespace ContainerState.Contents;

/// <summary>One of two images that are compared.</summary>
/// <param name="Image">What was named, and what it turned out to be.</param>
/// <param name="Content">Its commit; null when that cannot be read.</param>
/// <param name="Fault">A sentence without its end on why it cannot be read; empty when it can.</param>
/// <param name="Additions">What the start of a server has added, by what people call it.</param>
internal sealed record ComparedSide(ComparedImage Image, CommitContent? Content, string Fault, IReadOnlyDictionary<string, StartAddition> Additions);
