using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Contents;

/// <summary>In what two commits differ that is written in them: dependencies, components and packages.</summary>
/// <param name="store">The repository.</param>
/// <param name="first">The first commit.</param>
/// <param name="second">The second.</param>
internal sealed class CommitChanges(GitStore store, CommitContent first, CommitContent second)
{
    /// <summary>The dependencies that are pinned to other commits.</summary>
    public IEnumerable<ServerImageDifference> Dependencies() => Moved().Select(pin => new ServerImageDifference
    {
        Kind = DifferenceKind.Dependency,
        Name = NameOf(pin.Path),
        Change = ServerImageDifference.ChangeOf(pin.First.Length > 0, pin.Second.Length > 0),
        What = pin.First.Length > 0 && pin.Second.Length > 0 ? "commit" : "",
        First = pin.First,
        Second = pin.Second,
    });

    /// <summary>The packages that imports brought in other versions, as their records say.</summary>
    /// <param name="warn">Is told of a dependency whose record is not here.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<ServerImageDifference>> PackagesAsync(Action<string>? warn, CancellationToken cancel)
    {
        var found = new List<ServerImageDifference>();
        foreach (var (path, before, after) in Moved())
        {
            var one = await ItemsAsync(first, path, before, warn, cancel);
            var other = await ItemsAsync(second, path, after, warn, cancel);
            if (one is null || other is null)
            {
                continue;
            }
            foreach (var name in one.Keys.Union(other.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var (a, b) = (one.GetValueOrDefault(name), other.GetValueOrDefault(name));
                if (a?.Version != b?.Version || a?.Sha256 != b?.Sha256)
                {
                    found.Add(new()
                    {
                        Kind = DifferenceKind.Package,
                        Name = name,
                        Change = ServerImageDifference.ChangeOf(a is not null, b is not null),
                        What = a is null || b is null ? "" : a.Version != b.Version ? "version" : "digest",
                        Component = NameOf(path),
                        First = Shown(a, b),
                        Second = Shown(b, a),
                    });
                }
            }
        }
        return found;
    }

    /// <summary>The components that have another file, source or toolchain, and those of which files on the server differ.</summary>
    /// <param name="sizes">The sizes of the files that differ, by component.</param>
    public IEnumerable<ServerImageDifference> Components(IReadOnlyDictionary<string, (long First, long Second)> sizes)
    {
        var (before, after) = (Facts(first), Facts(second));
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (one, other) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            var differ = sizes.TryGetValue(name, out var bytes);
            var what = one is null || other is null ? [] : one.Differences(other).Concat(differ ? ["files"] : (string[])[]).ToList();
            if (one is null || other is null || what.Count > 0)
            {
                yield return new()
                {
                    Kind = DifferenceKind.Component,
                    Name = name,
                    Change = ServerImageDifference.ChangeOf(one is not null, other is not null),
                    What = string.Join(", ", what),
                    First = one?.Source ?? "",
                    Second = other?.Source ?? "",
                    FirstBytes = differ ? bytes.First : null,
                    SecondBytes = differ ? bytes.Second : null,
                };
            }
        }
    }

    private static string NameOf(string path) => path.StartsWith(StateNames.DependencyFolder, StringComparison.Ordinal) ? path[StateNames.DependencyFolder.Length..] : path;

    // Of two of one version, their digests are what differs.
    private static string Shown(ImportedItem? item, ImportedItem? other) => item is null ? "" : item.Version.Length > 0 && item.Version != other?.Version ? item.Version : item.Sha256;

    private IEnumerable<(string Path, string First, string Second)> Moved()
    {
        var (before, after) = (Pins(first), Pins(second));
        return before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(path => (path, before.GetValueOrDefault(path, ""), after.GetValueOrDefault(path, "")))
            .Where(pin => pin.Item2 != pin.Item3);
    }

    private static Dictionary<string, string> Pins(CommitContent content)
    {
        var pins = content.Gitlinks().ToDictionary(link => link.Path, link => link.Commit, StringComparer.Ordinal);
        foreach (var sibling in content.Siblings())
        {
            pins.TryAdd(StateNames.DependencyPath(sibling.Name), sibling.Commit);
        }
        return pins;
    }

    // By name, and by architecture where there are several of a name. Null when the record is not here.
    private async Task<IReadOnlyDictionary<string, ImportedItem>?> ItemsAsync(CommitContent content, string path, string commit, Action<string>? warn, CancellationToken cancel)
    {
        var items = new Dictionary<string, ImportedItem>(StringComparer.Ordinal);
        // What is kept side by side is no import.
        if (commit.Length == 0 || !content.Gitlinks().Any(link => link.Path == path))
        {
            return items;
        }
        var module = (await content.SubmodulesAsync(cancel)).FirstOrDefault(entry => entry.Path == path);
        if (SourceFinder.Locate(store, path, module?.Name, commit) is not { } place)
        {
            warn?.Invoke($"The commit {CommitId.Short(commit)} of {path} is not here, so that its packages are not compared. Update-StateRepo (containerstate repo update) fetches it.");
            return null;
        }
        foreach (var group in (DependencyReader.ReadRecord(place, commit)?.Packages() ?? []).GroupBy(item => item.Name, StringComparer.Ordinal))
        {
            foreach (var item in group)
            {
                items.TryAdd(group.Select(one => one.Architecture).Distinct(StringComparer.Ordinal).Count() > 1 ? $"{item.Name}:{item.Architecture}" : item.Name, item);
            }
        }
        return items;
    }

    private Dictionary<string, Fact> Facts(CommitContent content)
    {
        var finder = new SourceFinder(store, content);
        return content.Components.ToDictionary(component => component.Name, FactOf, StringComparer.Ordinal);

        Fact FactOf(ComponentDefinition component)
        {
            var isPinned = finder.PinOn(component.Source) is not null;
            return new(IdOf(component.File), IdOf(component.Source), component.Toolchain is { } toolchain ? IdOf(toolchain) : "", isPinned);
        }

        string IdOf(string path) => finder.PinOn(path)?.Commit ?? store.Find(content.Tree, path)?.Id ?? "";
    }

    // What counts of a component: ids of its file, and of trees of the repository or commits of dependencies.
    private sealed record Fact(string File, string Source, string Toolchain, bool IsPinned)
    {
        public IEnumerable<string> Differences(Fact other)
        {
            if (File != other.File)
            {
                yield return "definition";
            }
            if (Source != other.Source)
            {
                yield return IsPinned && other.IsPinned ? "commit" : "source";
            }
            if (Toolchain != other.Toolchain)
            {
                yield return "toolchain";
            }
        }
    }
}
