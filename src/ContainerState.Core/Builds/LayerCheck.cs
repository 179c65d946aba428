using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Looks whether a build's layers fit over each other, before any is mounted.</summary>
internal static class LayerCheck
{
    // A link to a folder, and a folder of the same name over it, would hide all that the link leads to.

    /// <summary>Refuses layers that hide others, and a root filesystem without a shell.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: They do not fit.</exception>
    public static void Require(GitStore store, BuildStep step)
    {
        var name = step.Component.Name;
        var layers = StepLayers.Of(store, step);
        var lower = new List<(string Name, string Tree)> { layers[0] };
        foreach (var need in layers.Skip(1))
        {
            foreach (var (owner, tree) in lower)
            {
                if (Hidden(store, need.Tree, tree, "", need.Name) is { } path)
                {
                    throw BuildFaults.Plan(
                        name, $"what it needs of {need.Name} has a folder /{path}, which in {owner} is a link or a file", $"Have {need.Name} land where the link leads: with to:, or by what its build puts into $OUT.");
                }
            }
            lower.Add(need);
        }
        if (!lower.Exists(layer => HasShell(store, layer.Tree)))
        {
            throw BuildFaults.Plan(name, $"its toolchain {step.Component.Toolchain} has no /bin/sh, and a build step is a shell's text", "Name a root filesystem with a shell, such as Debian packages with dash or busybox.");
        }
    }

    private static bool HasShell(GitStore store, string tree) =>
        store.Find(tree, "bin/sh") is not null || (store.Find(tree, "bin") is { Kind: TreeItemKind.Symlink } && store.Find(tree, "usr/bin/sh") is not null);

    private static string? Hidden(GitStore store, string upper, string lower, string prefix, string owner)
    {
        if (upper == lower)
        {
            return null;
        }
        var below = store.Entries(lower, "the toolchain").ToDictionary(item => item.Name, StringComparer.Ordinal);
        foreach (var item in store.Entries(upper, "the component " + owner))
        {
            if (item.Kind != TreeItemKind.Tree || !below.TryGetValue(item.Name, out var there) || (prefix.Length == 0 && item.Name == TreeMetadata.Folder))
            {
                continue;
            }
            var path = prefix + item.Name;
            if (there.Kind != TreeItemKind.Tree)
            {
                return path;
            }
            if (Hidden(store, item.Id, there.Id, path + "/", owner) is { } found)
            {
                return found;
            }
        }
        return null;
    }
}
