namespace ContainerState.Repositories;

/// <summary>A reference that points elsewhere from a commit of ours on.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="To">The commit that it is to point to.</param>
/// <param name="From">The commit that it points to; null when there is none of that name.</param>
internal sealed record ReferenceMove(string Name, string To, string? From);
