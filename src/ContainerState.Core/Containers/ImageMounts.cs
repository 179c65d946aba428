using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Images mounted on the host as they are, each once, for us to look into; servers have roots of their own. Callers hold the host's lock.</summary>
internal sealed class ImageMounts(Host host)
{
    private MountedLayers Layers => new(host);

    /// <summary>Where an image is mounted, or would be.</summary>
    public string Folder(string image) => Path.Combine(host.Mounts, image);

    /// <summary>Where the layers of a mounted image are mounted, the topmost first.</summary>
    public IReadOnlyList<string> LayerFolders(string image) => [.. MountedLayers.Noted(Folder(image)).Reverse().Select(Layers.Folder)];

    /// <summary>The loop devices of a mounted image, as major:minor.</summary>
    public IReadOnlyList<string> Devices(string image) => [.. MountedLayers.Noted(Folder(image)).Select(Layers.Device)];

    /// <summary>Mounts the image when it is not.</summary>
    /// <exception cref="InvalidNameException">The id is no tree id.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: A layer is missing, or no squashfs.</exception>
    public string Ensure(ServerImage image)
    {
        if (image.Id.Length is not (40 or 64) || !image.Id.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidNameException("image id", image.Id, "the id of a Git tree, in lower-case hexadecimal digits");
        }
        var folder = Folder(image.Id);
        Directory.CreateDirectory(folder);
        try
        {
            MountedLayers.Note(folder, image.Layers.Select(layer => layer.Id));
            if (image.Layers.Count(layer => Layers.Ensure(image.Id, layer)) > 0)
            {
                // What is mounted may have been laid over another mount of a layer.
                MountPoint.Detach(folder);
            }
            if (!MountPoint.IsMounted(folder))
            {
                MountCalls.MountOverlay(folder, [.. LayerFolders(image.Id), Layers.Bottom()], null, null);
            }
        }
        finally
        {
            if (!MountPoint.IsMounted(folder))
            {
                Directory.Delete(folder);
                MountedLayers.Forget(folder);
            }
        }
        return folder;
    }

    /// <summary>Unmounts all that no container uses.</summary>
    /// <returns>What could not be unmounted, as <see cref="Leftover"/> says it.</returns>
    public IReadOnlyList<string> RemoveUnused(IReadOnlySet<string> used)
    {
        var left = new List<string>();
        foreach (var folder in Directory.GetDirectories(host.Mounts).Where(folder => !used.Contains(Path.GetFileName(folder))))
        {
            if (MountPoint.TryRemove(folder))
            {
                MountedLayers.Forget(folder);
            }
            else
            {
                left.Add(Leftover.Of($"image {Path.GetFileName(folder)}", new BusyException($"The mount {folder}", "a program on this host")));
            }
        }
        return [.. left, .. Layers.RemoveUnused()];
    }
}
