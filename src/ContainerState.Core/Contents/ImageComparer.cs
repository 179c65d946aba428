using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Contents;

/// <summary>Compares two servers: their commits, their trees, and what their starts have added.</summary>
/// <param name="host">The host.</param>
/// <param name="store">The repository that has both.</param>
/// <param name="warn">Is told of what could not be compared; of each once, though it be so of both.</param>
internal sealed class ImageComparer(Host host, GitStore store, Action<string>? warn)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Hands out what differs, the commits' first, and counts it.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="found">Is given each difference.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ServerImageComparison> CompareAsync(ComparedSide first, ComparedSide second, Action<ServerImageDifference> found, CancellationToken cancel)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (one, other) = (first.Image, second.Image);
        var hasFiles = one.Image.Length > 0 && other.Image.Length > 0;
        var files = hasFiles && one.Image != other.Image ? new FileChanges(ServerFiles.Read(store, one.Image), ServerFiles.Read(store, other.Image)) : null;
        var changed = files is null ? [] : await DescribeAsync(files, first, second, cancel);
        if (!hasFiles)
        {
            Tell(new() { Kind = DifferenceKind.Image, Name = "", Change = "Changed", What = "not built", First = one.Image, Second = other.Image });
        }
        foreach (var side in (ComparedSide[])[first, second])
        {
            if (side.Image.Image.Length == 0)
            {
                Warn($"The commit {CommitId.Short(side.Image.Commit)} has not been built here, so that files are not compared. Build it with Build-ServerImage (containerstate image build).");
            }
            if (side.Content is null)
            {
                Warn($"Dependencies, components and packages are not compared: {side.Fault}");
            }
        }
        if (first.Content is { } before && second.Content is { } after)
        {
            var commits = new CommitChanges(store, before, after);
            commits.Dependencies().ToList().ForEach(Tell);
            commits.Components(files?.Sizes ?? []).ToList().ForEach(Tell);
            (await commits.PackagesAsync(Warn, cancel)).ToList().ForEach(Tell);
        }
        if (Definitions(first, second, hasFiles) is var (definition, otherDefinition))
        {
            SettingChanges.Between(definition, otherDefinition).ToList().ForEach(Tell);
        }
        Starts(first.Additions, second.Additions).ToList().ForEach(Tell);
        foreach (var file in changed)
        {
            cancel.ThrowIfCancellationRequested();
            Tell(file);
        }
        if (hasFiles && one.Image != other.Image && counts.Count == 0)
        {
            Tell(new() { Kind = DifferenceKind.Image, Name = "", Change = "Changed", What = "tree", First = one.Image, Second = other.Image });
        }
        return new() { Reference = one, Difference = other, FilesCompared = hasFiles, Counts = counts, GrowthBytes = files?.GrowthBytes ?? 0 };

        void Tell(ServerImageDifference difference)
        {
            counts[difference.Kind] = counts.GetValueOrDefault(difference.Kind) + 1;
            found(difference with { Reference = one.Name, Difference = other.Name });
        }
    }

    private async Task<IReadOnlyList<ServerImageDifference>> DescribeAsync(FileChanges files, ComparedSide first, ComparedSide second, CancellationToken cancel)
    {
        if (!files.Any)
        {
            return [];
        }
        using var overlay = GitOverlay.Make(host, store);
        var before = await PlacedAsync(overlay, first, cancel);
        var after = await PlacedAsync(overlay, second, cancel);
        return files.Describe(before is null ? null : new(before), after is null ? null : new(after));
    }

    // Null when it cannot be known: what differs is told all the same.
    private async Task<PlacedComponents?> PlacedAsync(GitOverlay overlay, ComparedSide side, CancellationToken cancel)
    {
        if (side.Content is null)
        {
            return null;
        }
        try
        {
            var placed = await PlacedComponents.ReadAsync(store, overlay, side.Content, cancel);
            if (placed.Warning() is { } text)
            {
                Warn(text);
            }
            return placed;
        }
        catch (ContainerStateException fault)
        {
            Warn($"Which components the files of the {side.Image} are from is not known here: {fault.Message}");
            return null;
        }
    }

    // Both as they were built, or both as state.yaml has them: a build looks up the ids of users.
    private (string First, string Second)? Definitions(ComparedSide first, ComparedSide second, bool built) =>
        built ? (Text(first.Image.Image), Text(second.Image.Image))
        : first.Content is { } one && second.Content is { } other ? (DefinitionJson.Write(one.Definition), DefinitionJson.Write(other.Definition))
        : null;

    private string Text(string tree) => store.ReadText(tree, ImageLayout.DefinitionPath)
        ?? throw new UnsafeTreeException(ServerFiles.Where, ImageLayout.DefinitionPath, "the definition of the server is missing");

    private void Warn(string text)
    {
        if (_said.Add(text))
        {
            warn?.Invoke(text);
        }
    }

    private static IEnumerable<ServerImageDifference> Starts(IReadOnlyDictionary<string, StartAddition> first, IReadOnlyDictionary<string, StartAddition> second) =>
        first.Keys.Union(second.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, First: first.TryGetValue(name, out var one) ? one : (StartAddition?)null, Second: second.TryGetValue(name, out var other) ? other : (StartAddition?)null))
            .Where(start => start.First != start.Second)
            .Select(start => new ServerImageDifference
            {
                Kind = DifferenceKind.Start,
                Name = start.Name,
                Change = ServerImageDifference.ChangeOf(start.First is not null, start.Second is not null),
                What = start is { First: not null, Second: not null } ? "value" : "",
                First = start.First is { IsShown: true } shown ? shown.Value : "",
                Second = start.Second is { IsShown: true } other ? other.Value : "",
            });
}
