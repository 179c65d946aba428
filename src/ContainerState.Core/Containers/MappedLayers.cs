using ContainerState.Platform;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Containers;

/// <summary>Layers as the root of one container sees them: with files that belong to its own ids.</summary>
/// <remarks>
/// An overlay cannot be mapped to other owners, but what it lays over each other can. It keeps copies of those mounts, so that they leave
/// the host's table again at once.
/// </remarks>
internal static class MappedLayers
{
    /// <summary>Lays layers over each other, the first on top.</summary>
    /// <param name="target">Where it is mounted; made when it lacks.</param>
    /// <param name="copies">A folder for the copies of the mounts, meanwhile; made when it lacks.</param>
    /// <param name="layers">Where the layers are mounted.</param>
    /// <param name="owners">A user namespace with the container's ids.</param>
    /// <param name="extra">Folders that need no mapping.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Mount(string target, string copies, IReadOnlyList<string> layers, SafeFileHandle owners, OverlayExtra extra)
    {
        Directory.CreateDirectory(copies);
        Directory.CreateDirectory(target);
        var mapped = new List<SafeFileHandle>();
        try
        {
            foreach (var layer in layers)
            {
                mapped.Add(MountCalls.CopyMapped(layer, owners));
                MountCalls.Attach(mapped[^1], copies);
            }
            // By their handles: each lies on the one before.
            MountCalls.MountOverlay(target, [.. extra.Above, .. mapped.Select(FolderHandles.PathOf), .. extra.Below], extra.Changes, extra.Work);
        }
        finally
        {
            mapped.ForEach(copy => copy.Dispose());
            MountPoint.Detach(copies);
        }
    }

    /// <summary>Mounts one layer by itself.</summary>
    /// <param name="target">Where; made when it lacks.</param>
    /// <param name="layer">Where the layer is mounted.</param>
    /// <param name="owners">A user namespace with the container's ids.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Mount(string target, string layer, SafeFileHandle owners)
    {
        Directory.CreateDirectory(target);
        using var copy = MountCalls.CopyMapped(layer, owners);
        MountCalls.Attach(copy, target);
    }
}
