using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Contents;

/// <summary>What each component of a commit puts on its server, found without building anything.</summary>
internal sealed class PlacedComponents
{
    private PlacedComponents(GitStore store, IReadOnlyList<PlacedFiles> files, IReadOnlyList<string> unknown, IReadOnlyDictionary<string, string> keys)
    {
        Store = store;
        Files = files;
        Unknown = unknown;
        Keys = keys;
    }

    /// <summary>The repository that has their trees.</summary>
    public GitStore Store { get; }

    /// <summary>What lands on the server, in the order in which it is laid down. A component may come twice: with its files, and with libraries that it takes.</summary>
    public IReadOnlyList<PlacedFiles> Files { get; }

    /// <summary>The components of which it is not known here what they put on the server: build steps without a result.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>The keys of the build steps whose results are known here, by component.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>A sentence on <see cref="Unknown"/>; null when there are none.</summary>
    public string? Warning() => Unknown.Count == 0 ? null
        : $"What the build {(Unknown.Count == 1 ? "step" : "steps")} of {string.Join(", ", Unknown)} made is not known here, and so not which files are theirs. Build-ServerImage (containerstate image build) makes it again, or Receive-StateCache (containerstate cache pull) fetches it.";

    /// <summary>Finds it, from the commit's objects and the results of build steps.</summary>
    /// <param name="store">The repository. Nothing is written to it.</param>
    /// <param name="overlay">One over it, which takes the trees that are made. What was found there of one commit need not be looked for again in the next.</param>
    /// <param name="content">The commit.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IncompleteRepositoryException">Something that the commit pins is not here.</exception>
    /// <exception cref="StateFileException">A file of the commit has a mistake.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: The commit's plan cannot be carried out.</exception>
    public static async Task<PlacedComponents> ReadAsync(GitStore store, GitOverlay overlay, CommitContent content, CancellationToken cancel)
    {
        try
        {
            var planned = await BuildPlan.MakeAsync(overlay.Store, CommitContent.Read(overlay.Store, content.Commit), cancel);
            var keys = new Dictionary<string, string>(StringComparer.Ordinal);
            var (known, unknown) = WithResults(store, planned, keys);
            return new(overlay.Store, Lay(overlay.Store, known, unknown), unknown, keys);
        }
        catch (IncompleteRepositoryException fault) when (store.WorkTree is null)
        {
            // A bare repository is named by its own folder, and not by ours.
            throw new IncompleteRepositoryException(store.GitDirectory, fault.Missing, fault.Remedy);
        }
    }

    private static (IReadOnlyList<PlannedComponent> Known, IReadOnlyList<string> Unknown) WithResults(
        GitStore store, IReadOnlyList<PlannedComponent> planned, Dictionary<string, string> keys)
    {
        var steps = new KnownSteps(planned);
        var trees = new Dictionary<string, string>(StringComparer.Ordinal);
        while (steps.TakeReady() is { Count: > 0 } ready)
        {
            foreach (var step in ready)
            {
                if (BuildResults.Find(store, step.Key) is { } tree)
                {
                    trees[step.Component.Name] = tree;
                    keys[step.Component.Name] = step.Key;
                    steps.Learn(step, tree);
                }
            }
        }
        var known = planned.Where(component => component.Component.Build is null || trees.ContainsKey(component.Component.Name))
            .Select(component => component with { Tree = trees.GetValueOrDefault(component.Component.Name, component.Tree) }).ToList();
        return (known, [.. planned.Where(component => component.Component.Build is not null && !trees.ContainsKey(component.Component.Name)).Select(component => component.Component.Name)]);
    }

    private static IReadOnlyList<PlacedFiles> Lay(GitStore store, IReadOnlyList<PlannedComponent> known, IReadOnlyList<string> unknown)
    {
        // Which libraries are taken is known once all is laid down.
        if (unknown.Count == 0 && known.Any(component => component.Component.LibrariesOf.Count > 0))
        {
            return ServerTree.Lay(store, known, new ElfFiles(store)).Placed;
        }
        var links = ServerTree.Links(store, known);
        return [.. known.Where(component => component.Component.IsPlaced).Select(component => PlacedFiles.Of(store, component, links))];
    }
}
