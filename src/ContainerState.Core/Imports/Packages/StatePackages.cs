using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Packages;

/// <summary>The packages that dependencies bring: read from a commit and what it pins, and never guessed.</summary>
public static partial class StatePackages
{
    /// <summary>The packages of the dependencies that a name or pattern means, by dependency and name.</summary>
    /// <param name="repository">The repository, of which HEAD is looked at.</param>
    /// <param name="name">A name, or a pattern as <see cref="NamePattern"/> says. Only a pattern may mean none.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.DependencyNotFound"/>: No dependency has that name.</exception>
    /// <exception cref="IncompleteRepositoryException">The commit of one is not here, so that nobody knows what is in it.</exception>
    public static async Task<IReadOnlyList<StatePackage>> FindAsync(StateRepo repository, string name, CancellationToken cancel = default)
    {
        using var store = repository.OpenStore();
        var all = await PinnedDependency.ReadAsync(repository, store, CommitContent.Read(store, repository.CommitOf(store)));
        var meant = NamePattern.Select(name, all, pinned => pinned.Name);
        if (meant.Count == 0 && !NamePattern.Is(name))
        {
            throw ImportFaults.NotFound(repository.Path, name);
        }
        RequireAll(repository, meant);
        var found = new List<StatePackage>();
        foreach (var pinned in meant)
        {
            found.AddRange(await ReadAsync(pinned, cancel));
        }
        return found;
    }

    /// <summary>Refuses dependencies of which one is not here.</summary>
    /// <exception cref="IncompleteRepositoryException">It names them all.</exception>
    internal static void RequireAll(StateRepo repository, IEnumerable<PinnedDependency> dependencies)
    {
        var missing = dependencies.Where(pinned => pinned.Place is null).Select(Absent).ToList();
        if (missing.Count > 0)
        {
            throw new IncompleteRepositoryException(repository.Path, missing);
        }
    }

    /// <summary>The packages of one, by name.</summary>
    /// <param name="pinned">The dependency, whose commit is here.</param>
    /// <param name="cancel">Stops it.</param>
    internal static async Task<IReadOnlyList<StatePackage>> ReadAsync(PinnedDependency pinned, CancellationToken cancel)
    {
        using var store = GitStore.Open(pinned.Place!);
        var found = pinned.Record is { } record ? Recorded(pinned, record, store) : await GitAsync(pinned, store, cancel);
        return [.. found.Distinct().OrderBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Version, StringComparer.Ordinal)
            .ThenBy(package => package.Architecture, StringComparer.Ordinal).ThenBy(package => package.Sha256, StringComparer.Ordinal)];
    }

    private static List<StatePackage> Recorded(PinnedDependency pinned, ImportRecord record, GitStore store)
    {
        var tree = store.TreeOf(pinned.Dependency.Commit);
        return [.. ImportKind.Of(record.Kind).Packages(record).Select(package => new StatePackage
        {
            Repository = pinned.Dependency.Repository,
            Name = package.Item.Name,
            Version = package.Item.Version,
            Architecture = package.Item.Architecture,
            Licences = package.Copyright is { } path ? CopyrightFile.Read(store, tree, path) : [],
            // Whoever made the commit wrote it.
            Sha256 = Digest().IsMatch(package.Item.Sha256) ? package.Item.Sha256 : "",
            Dependency = pinned.Name,
            Kind = pinned.Dependency.Kind,
            PackageUrl = package.Url,
            Source = package.Source,
        })];
    }

    // The repository itself, and those that it has as submodules.
    private static async Task<List<StatePackage>> GitAsync(PinnedDependency pinned, GitStore store, CancellationToken cancel)
    {
        var commit = pinned.Dependency.Commit;
        var found = new List<StatePackage> { Commit(pinned, pinned.Name, pinned.Dependency.Url, commit) };
        await NestedSubmodules.VisitAsync(
            store,
            store.TreeOf(commit),
            commit,
            (link, _) => throw new IncompleteRepositoryException(pinned.Dependency.Repository.Path, [$"the commit {CommitId.Short(link.Commit)} that {Quoted.Text($"{pinned.Dependency.Path}/{link.Path}")} is pinned to is not here"]),
            (link, entry) => found.Add(Commit(pinned, $"{pinned.Name}/{link.Path}", entry.Url, link.Commit)),
            cancel);
        return found;
    }

    private static StatePackage Commit(PinnedDependency pinned, string name, string url, string commit)
    {
        var source = PackageUrls.SourceOf(url, commit);
        return new()
        {
            Repository = pinned.Dependency.Repository,
            Name = name,
            Version = commit,
            Dependency = pinned.Name,
            Kind = pinned.Dependency.Kind,
            PackageUrl = PackageUrls.OfGit(GitUrl.NameOf(url) is { Length: > 0 } own ? own : pinned.Name, commit, source),
            Source = source,
        };
    }

    private static string Absent(PinnedDependency pinned) => $"the commit {CommitId.Short(pinned.Dependency.Commit)} that {pinned.Dependency.Path} is pinned to is not here";

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digest();
}
