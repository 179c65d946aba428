using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>One file, folder or link of an image.</summary>
/// <param name="Path">Its path, without a slash in front.</param>
/// <param name="Kind">What it is; never a gitlink.</param>
/// <param name="Id">The blob's id; empty for a folder.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Capability">The value of security.capability in base 64; null when there is none.</param>
/// <param name="Time">When it was last changed, in seconds since 1970: see <see cref="FileTimes"/>.</param>
internal sealed record ImageEntry(string Path, TreeItemKind Kind, string Id, int Mode, int UserId, int GroupId, string? Capability, long Time = FileTimes.First)
{
    /// <summary>The last part of its path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>An entry of a tree, with what its metadata says of it.</summary>
    /// <param name="path">Its path, without a slash in front.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="id">The object's id.</param>
    /// <param name="metadata">Its metadata; null for the defaults.</param>
    /// <param name="follows">True when the time of a file follows from its content.</param>
    public static ImageEntry Of(string path, TreeItemKind kind, string id, PathMetadata? metadata, bool follows) => new(
        path,
        kind,
        kind == TreeItemKind.Tree ? "" : id,
        metadata?.Mode ?? (kind == TreeItemKind.File ? 420 : kind == TreeItemKind.Symlink ? 511 : 493),
        metadata?.UserId ?? 0,
        metadata?.GroupId ?? 0,
        metadata?.Capability,
        follows && kind is TreeItemKind.File or TreeItemKind.Executable ? FileTimes.OfContent(id) : FileTimes.First);
}
