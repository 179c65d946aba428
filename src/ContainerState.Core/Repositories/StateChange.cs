namespace ContainerState.Repositories;

/// <summary>One path that a commit of ours changes: a file, a gitlink, or nothing any more.</summary>
/// <param name="Path">The path in the repository.</param>
/// <param name="Content">The file's content; null for a gitlink or a removal.</param>
/// <param name="Gitlink">The commit that a gitlink pins; null for a file or a removal.</param>
internal sealed record StateChange(string Path, byte[]? Content, string? Gitlink)
{
    /// <summary>A file with this text.</summary>
    public static StateChange File(string path, string text) => new(path, System.Text.Encoding.UTF8.GetBytes(text), null);

    /// <summary>A submodule pinned to this commit.</summary>
    public static StateChange Pin(string path, string commit) => new(path, null, commit);

    /// <summary>A path that is there no more.</summary>
    public static StateChange Remove(string path) => new(path, null, null);
}
