using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>Describes what a commit pins.</summary>
internal static class DependencyReader
{
    /// <summary>A gitlink below deps/.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The gitlink's path.</param>
    /// <param name="commit">The commit that it pins.</param>
    /// <param name="entry">Its entry in .gitmodules, if it has one.</param>
    /// <param name="place">The Git directory that has the commit; null when none has.</param>
    public static PinnedDependency OfGitlink(StateRepo repository, string path, string commit, SubmoduleEntry? entry, string? place)
    {
        var record = place is null ? null : ReadRecord(place, commit);
        var dependency = new StateDependency
        {
            Repository = repository,
            Name = path[StateNames.DependencyFolder.Length..],
            Kind = record is null ? DependencyKind.Submodule : ImportKind.Of(record.Kind).Kind,
            Path = path,
            Url = entry?.Url ?? "",
            Commit = commit,
            Present = place is not null,
            Detail = record?.Detail() ?? "",
            LeftOut = record?.LeftOut ?? [],
        };
        return new PinnedDependency(dependency, entry, null, place, record);
    }

    /// <summary>A side-by-side pin.</summary>
    public static PinnedDependency OfSibling(StateRepo repository, GitStore store, SiblingPin pin)
    {
        var folder = SourceFinder.FolderOf(store, pin.Name);
        string? place = null;
        if (folder is not null && Path.Exists(Path.Combine(folder, ".git")))
        {
            using var checkout = GitStore.Open(folder);
            place = checkout.HasCommit(pin.Commit) ? checkout.GitDirectory : null;
        }
        var dependency = new StateDependency
        {
            Repository = repository,
            Name = pin.Name,
            Kind = DependencyKind.SideBySide,
            Path = SiblingPin.FileOf(pin.Name),
            Url = pin.Url,
            Commit = pin.Commit,
            Present = place is not null,
            Detail = pin.Tags.Length > 0 ? $"{pin.Ref} of {pin.Tags}" : pin.Ref,
        };
        return new PinnedDependency(dependency, null, pin, place, null);
    }

    /// <summary>The record of an import; null when the commit is of none.</summary>
    /// <param name="gitDirectory">The Git directory that has the commit.</param>
    /// <param name="commit">The commit.</param>
    public static ImportRecord? ReadRecord(string gitDirectory, string commit)
    {
        using var store = GitStore.Open(gitDirectory);
        return store.ReadText(store.TreeOf(commit), ImportRecord.Path) is { } text ? ImportRecord.Read(text) : null;
    }
}
