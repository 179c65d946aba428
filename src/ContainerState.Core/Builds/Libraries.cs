using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Brings the libraries that <c>keep: {libraries-of: ...}</c> asks for, out of the toolchain that programs were linked in.</summary>
internal static class Libraries
{
    /// <summary>Lays over the server what its programs need and it does not have.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="merger">The server so far.</param>
    /// <param name="components">All components.</param>
    /// <param name="files">Reads programs.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: A component names no program that is on the server.</exception>
    public static void Bring(GitStore store, TreeMerger merger, IReadOnlyList<PlannedComponent> components, ElfFiles files)
    {
        foreach (var planned in components.Where(component => component.Component.LibrariesOf.Count > 0))
        {
            // Anew for each, since one may bring what another would.
            var server = new FileTree(store, merger);
            var component = planned.Component;
            var programs = new List<string>();
            foreach (var pattern in component.LibrariesOf)
            {
                var named = new KeepPatterns([pattern]).Kept(server.Files);
                programs.AddRange(named.Count > 0 ? named.Order(StringComparer.Ordinal) : throw BuildFaults.Plan(
                    component.Name,
                    $"it takes the libraries of {Quoted.Text(pattern)}, and no component puts such a file on the server",
                    "Name programs by their path on the server, without a slash in front."));
            }
            var toolchain = Toolchain(store, planned.Toolchain ?? planned.Tree, component.Name);
            var found = new ProgramNeeds(files, server).Closure(programs, toolchain);
            if (found.Count > 0)
            {
                var tree = Write(store, [.. found.Select(one => (one.Key.Split('/'), one.Value.Kind, one.Value.Id))], 0);
                // Where the linker looks for them, wherever the component's own files go.
                merger.Add(new PlannedComponent(component with { To = "/", Keep = [] }, tree) { IsInstalled = planned.IsInstalled });
            }
        }
    }

    /// <summary>The filesystem of a toolchain.</summary>
    public static FileTree Toolchain(GitStore store, string tree, string component) =>
        new(store, new FilesystemTree(store, tree, "the toolchain of the component " + component));

    private static string Write(GitStore store, IReadOnlyList<(string[] Path, TreeItemKind Kind, string Id)> entries, int depth) =>
        store.WriteTree(entries.GroupBy(entry => entry.Path[depth], StringComparer.Ordinal).Select(group =>
            group.First() is var first && first.Path.Length == depth + 1
                ? new TreeItem(group.Key, first.Kind, first.Id)
                : new TreeItem(group.Key, TreeItemKind.Tree, Write(store, [.. group], depth + 1))));
}
