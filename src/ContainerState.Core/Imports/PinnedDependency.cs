using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A dependency as a commit pins it, with all that the repository says of it.</summary>
/// <param name="Dependency">What is shown of it.</param>
/// <param name="Entry">Its entry in .gitmodules; null for one side by side, and where there is none.</param>
/// <param name="Sibling">Its pin, of one side by side; null for all others.</param>
/// <param name="Place">The Git directory that has the pinned commit; null when none has.</param>
/// <param name="Record">What was imported; null for a Git repository.</param>
internal sealed record PinnedDependency(StateDependency Dependency, SubmoduleEntry? Entry, SiblingPin? Sibling, string? Place, ImportRecord? Record)
{
    /// <summary>Its name.</summary>
    public string Name => Dependency.Name;

    /// <summary>True when it is a commit of the state repository itself.</summary>
    public bool IsImport => Record is not null && Entry?.Url == "./";

    /// <summary>The commit with the content of its Git LFS files; null when it has none.</summary>
    public string? LargeFiles { get; init; }

    /// <summary>Those that HEAD pins, by name.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="store">It, opened.</param>
    /// <param name="content">The commit.</param>
    public static async Task<IReadOnlyList<PinnedDependency>> ReadAsync(StateRepo repository, GitStore store, CommitContent content)
    {
        var modules = (await content.SubmodulesAsync()).ToLookup(module => module.Path, StringComparer.Ordinal);
        var result = new List<PinnedDependency>();
        var gitlinks = content.Gitlinks();
        foreach (var (path, commit) in gitlinks)
        {
            var entry = modules[path].FirstOrDefault();
            result.Add(DependencyReader.OfGitlink(repository, path, commit, entry, SourceFinder.Locate(store, path, entry?.Name, commit)));
        }
        result.AddRange(content.Siblings().Select(pin => DependencyReader.OfSibling(repository, store, pin)));
        return [.. result
            .Select(pinned => pinned with { LargeFiles = gitlinks.FirstOrDefault(link => link.Path == StateNames.DependencyPath(pinned.Name + Repositories.LargeFiles.Suffix)).Commit })
            .OrderBy(pinned => pinned.Name, StringComparer.Ordinal)];
    }
}
