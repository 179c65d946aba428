using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>A writable path, and what of the image it begins with.</summary>
/// <param name="Path">The path.</param>
/// <param name="Entries">Folders, and with <see cref="WritablePath.Copy"/> files and links: each by its path below, parents before what is in them.</param>
internal sealed record FilledPath(WritablePath Path, IReadOnlyList<(string Name, FileStatus Status)> Entries);
