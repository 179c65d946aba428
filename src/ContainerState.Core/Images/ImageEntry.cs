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
}
