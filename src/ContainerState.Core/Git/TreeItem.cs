namespace ContainerState.Git;

/// <summary>An entry of a Git tree.</summary>
/// <param name="Name">Its name: not empty, without slashes, not <c>.</c>, <c>..</c> or <c>.git</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The object's id; 40 hexadecimal digits.</param>
internal sealed record TreeItem(string Name, TreeItemKind Kind, string Id);
