using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>A server's tree, with who made which part of it.</summary>
/// <param name="Layout">What the tree says, as it is read back: nothing that is unsafe for a filesystem gets further.</param>
/// <param name="OwnerOf">The component that a path is from; null when the path is not in the tree.</param>
/// <param name="Components">The components, with the trees that they come to.</param>
/// <param name="Placed">What of them lands where.</param>
/// <param name="Programs">What is known of its programs.</param>
internal sealed record ServerTree(
    ImageLayout Layout, Func<string, string?> OwnerOf, IReadOnlyList<PlannedComponent> Components, IReadOnlyList<PlacedFiles> Placed, ElfFiles Programs)
{
    // What every server needs to be there before its filesystems are mounted.
    private static readonly (string Path, int? Mode)[] MountPoints = [("proc", null), ("sys", null), ("dev", null), ("run", null), ("tmp", FileModes.Sticky)];

    /// <summary>Makes the tree of a commit, with the build steps that it takes.</summary>
    /// <inheritdoc cref="ImageBuilder.BuildAsync" path="/exception"/>
    public static async Task<ServerTree> MakeAsync(
        Host host, GitStore store, string commit, BuildOptions options, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var content = CommitContent.Read(store, commit);
        BuildPlan.RequireSteps(content, options.Rebuild);
        var planned = await BuildPlan.MakeAsync(store, content, cancel);
        using var builds = new ComponentBuilder(host, store.GitDirectory, planned, options, progress, warn);
        var components = await builds.RunAsync(cancel);
        foreach (var build in builds.Builds.Where(build => build.Differs))
        {
            warn?.Invoke($"The component {build.Name} was built again, and its output is not what it was before: something reaches it that is not in the commit.");
        }
        progress?.Report(new StepProgress("Merge", content.Definition.Name));
        var programs = new ElfFiles(store);
        var (tree, merger) = Merge(store, content, components, programs, warn);
        merger.Replaced.Where(file => file.By != ComponentFile.RootfsName).GroupBy(file => (file.By, file.Of)).Select(Overriding).ToList().ForEach(text => warn?.Invoke(text));
        var layout = ImageLayout.Read(store, tree);
        store.Survey.Remember();
        CopyCheck.Require(store, layout);
        return new ServerTree(layout, merger.OwnerOf, components, merger.Placed, programs);
    }

    /// <summary>Lays the components over each other, with the libraries that they take.</summary>
    /// <param name="store">The repository; it gets the trees of what lands where.</param>
    /// <param name="components">The components, with the trees that they come to.</param>
    /// <param name="programs">What is known of programs.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PathConflict"/>: Two components write one path.</exception>
    public static TreeMerger Lay(GitStore store, IReadOnlyList<PlannedComponent> components, ElfFiles programs)
    {
        var merger = new TreeMerger(store, Links(store, components));
        foreach (var component in components.Where(component => component.Component.IsPlaced))
        {
            merger.Add(component);
        }
        Libraries.Bring(store, merger, components, programs);
        return merger;
    }

    /// <summary>The names in the server's root that are links into /usr.</summary>
    public static IReadOnlySet<string> Links(GitStore store, IReadOnlyList<PlannedComponent> components) =>
        components.Where(component => component.Component.IsPlaced).SelectMany(component => Links(store, component)).ToHashSet(StringComparer.Ordinal);

    private static (string Tree, TreeMerger Merger) Merge(GitStore store, CommitContent content, IReadOnlyList<PlannedComponent> components, ElfFiles programs, Action<string>? warn)
    {
        var merger = Lay(store, components, programs);
        foreach (var (path, mode) in MountPoints)
        {
            merger.RequireFolder(path, mode, content.Definition.Name);
        }
        foreach (var writable in content.Definition.Writable)
        {
            merger.RequireFolder(writable.Path.Trim('/'), null, content.Definition.Name);
        }
        var definition = new ImageUsers(merger.TextOf("etc/passwd"), merger.TextOf("etc/group")).Resolve(content.Definition);
        var installed = components.Where(component => component.IsInstalled).Select(component => component.Component.Name).ToHashSet(StringComparer.Ordinal);
        var merged = merger.Write(installed);
        var sizes = new TreeSizes(store);
        var layers = LayerDivision.Divide(store, merged, merger.Placed, files => sizes.IsLarge(files.Tree, "the component " + files.Component), warn);
        return (Write(store, merged, definition, layers), merger);
    }

    private static string Write(GitStore store, MergedFiles merged, ServerDefinition definition, IReadOnlyList<LayerTree> layers)
    {
        var trees = layers.Select((layer, number) => new TreeItem(number.ToString(CultureInfo.InvariantCulture), TreeItemKind.Tree, layer.Tree));
        return TreeParts.Write(
            store,
            store.Entries(merged.Tree, "the server's tree"),
            [
                TreeParts.Metadata(store, merged.Metadata),
                TreeParts.File(store, ImageLayout.DefinitionPath, ImageLayout.DefinitionBytes(definition)),
                TreeParts.File(store, FileTimes.Path, FileTimes.Write(merged.OwnTimes)),
                TreeParts.File(store, LayerList.Path, LayerList.Write(layers)),
                new TreeItem(Path.GetFileName(LayerList.Folder), TreeItemKind.Tree, store.WriteTree(trees)),
            ]);
    }

    private static IEnumerable<string> Links(GitStore store, PlannedComponent planned)
    {
        var component = planned.Component;
        if (component.To.Trim('/').Length > 0)
        {
            return [];
        }
        var links = MergedUsr.LinksIn(store, planned.Tree, "the component " + component.Name).ToList();
        return component.Keep.Count == 0 ? links : new KeepPatterns(component.Keep).Kept(links);
    }

    private static string Overriding(IGrouping<(string By, string Of), (string Path, string By, string Of)> files)
    {
        const int shown = 3;
        var paths = string.Join(", ", files.Take(shown).Select(file => "/" + file.Path)) + (files.Count() > shown ? $" and {files.Count() - shown} more" : "");
        return $"{files.Key.By} overrides {files.Key.Of}: {paths} {(files.Count() == 1 ? "is" : "are")} from {files.Key.By}.";
    }
}
