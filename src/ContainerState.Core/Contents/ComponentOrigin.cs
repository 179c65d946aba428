using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Contents;

/// <summary>Where a component's files are from.</summary>
/// <param name="Source">The path in the repository that its file names.</param>
/// <param name="Dependency">The dependency that the path leads through; empty for the repository's own.</param>
/// <param name="Commit">That dependency's commit, or the repository's own.</param>
internal sealed record ComponentOrigin(string Source, string Dependency, string Commit)
{
    /// <summary>The origins of all components of a commit, by name.</summary>
    public static IReadOnlyDictionary<string, ComponentOrigin> All(GitStore store, CommitContent content)
    {
        var finder = new SourceFinder(store, content);
        return content.Components.ToDictionary(component => component.Name, component => Of(finder, content, component.Source), StringComparer.Ordinal);
    }

    /// <summary>The origin of what is at a path of a commit.</summary>
    public static ComponentOrigin Of(SourceFinder finder, CommitContent content, string path) =>
        finder.PinOn(path) is { } pin ? new(path, pin.Path, pin.Commit) : new(path, "", content.Commit);
}
