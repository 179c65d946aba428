using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>A name in a folder that is being merged.</summary>
internal sealed class MergedEntry(TreeItemKind kind, string id, string owner)
{
    /// <summary>What it is.</summary>
    public TreeItemKind Kind { get; } = kind;

    /// <summary>The object's id; empty for a folder that was made here.</summary>
    public string Id { get; } = id;

    /// <summary>The component that it came from; for a folder, the first that has it.</summary>
    public string Owner { get; } = owner;

    /// <summary>A folder's names, once more than one component has it; null while it is one component's alone.</summary>
    public SortedDictionary<string, MergedEntry>? Children { get; set; }
}
