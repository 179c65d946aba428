using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Layers mounted on the host, each once, for all images that have it: so its pages are in memory once. Callers hold the host's lock.</summary>
internal sealed class MountedLayers(Host host)
{
    // With one layer alone there is nothing that an overlay could lay over another.
    private const string Nothing = ".none";

    /// <summary>Where a layer is mounted, or would be.</summary>
    public string Folder(string layer) => Path.Combine(host.LayerMounts, layer);

    /// <summary>An empty folder, to be below everything. It is no mount of ours, and need not be mapped: nothing of it is seen.</summary>
    public string Bottom()
    {
        var folder = Folder(Nothing);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The loop device of a mounted layer, as major:minor.</summary>
    public string Device(string layer) => MountTable.Read().First(mount => mount.Point == Folder(layer)).Device;

    /// <summary>Mounts a layer when it is not, or when its file was written anew since.</summary>
    /// <param name="image">The image that has it, for errors.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>False when it was mounted.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: The file is missing, or no squashfs.</exception>
    public bool Ensure(string image, ImageLayer layer)
    {
        var folder = Folder(layer.Id);
        if (MountPoint.IsMounted(folder))
        {
            if (!IsReplaced(Device(layer.Id)))
            {
                return false;
            }
            // Servers have copies of the mount, and keep it.
            MountPoint.Detach(folder);
        }
        if (!File.Exists(layer.Path))
        {
            throw ImageFaults.Damaged(image, $"{layer.Path} is not there");
        }
        Directory.CreateDirectory(folder);
        try
        {
            MountCalls.MountImage(Path.GetFullPath(layer.Path), folder);
        }
        catch (IOException fault)
        {
            throw ImageFaults.Damaged(image, $"it cannot be mounted: {fault.Message}");
        }
        finally
        {
            if (!MountPoint.IsMounted(folder))
            {
                Directory.Delete(folder);
            }
        }
        return true;
    }

    // The kernel says so of a file that has no name any more.
    private static bool IsReplaced(string device) =>
        Path.Combine("/sys/dev/block", device, "loop/backing_file") is var file && File.Exists(file) && File.ReadAllText(file).TrimEnd('\n').EndsWith(" (deleted)", StringComparison.Ordinal);

    /// <summary>Unmounts all that no image has any more.</summary>
    /// <returns>What could not be unmounted, as <see cref="Leftover"/> says it.</returns>
    public IReadOnlyList<string> RemoveUnused(IReadOnlySet<string> used) =>
        [.. Directory.GetDirectories(host.LayerMounts)
            .Where(folder => !used.Contains(Path.GetFileName(folder)) && !(Path.GetFileName(folder) == Nothing && used.Count > 0) && !MountPoint.TryRemove(folder))
            .Select(folder => Leftover.Of($"layer {Path.GetFileName(folder)}", new BusyException($"The mount {folder}", "a program on this host")))];
}
