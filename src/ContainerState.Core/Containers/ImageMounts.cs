using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Images mounted on the host, each once, for all containers that run from it. Callers hold the host's lock.</summary>
internal sealed class ImageMounts(Host host)
{
    /// <summary>Where an image is mounted, or would be.</summary>
    public string Folder(string image) => Path.Combine(host.Mounts, image);

    /// <summary>The loop device of a mounted image, as major:minor.</summary>
    public string Device(string image) =>
        MountTable.Read().First(mount => mount.Point == Folder(image)).Device;

    /// <summary>Mounts the image when it is not.</summary>
    /// <exception cref="InvalidNameException">The id is no tree id.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: The file is missing, or no squashfs.</exception>
    public string Ensure(string image, string file)
    {
        if (image.Length is not (40 or 64) || !image.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidNameException("image id", image, "the id of a Git tree, in lower-case hexadecimal digits");
        }
        var folder = Folder(image);
        if (IsMounted(folder))
        {
            return folder;
        }
        if (!File.Exists(file))
        {
            throw ImageFaults.Damaged(image, $"{file} is not there");
        }
        Directory.CreateDirectory(folder);
        try
        {
            MountCalls.MountImage(Path.GetFullPath(file), folder);
        }
        catch (IOException fault)
        {
            throw ImageFaults.Damaged(image, $"it cannot be mounted: {fault.Message}");
        }
        finally
        {
            if (!IsMounted(folder))
            {
                Directory.Delete(folder);
            }
        }
        return folder;
    }

    /// <summary>Unmounts all that no container uses.</summary>
    /// <returns>What could not be unmounted, as <see cref="Leftover"/> says it.</returns>
    public IReadOnlyList<string> RemoveUnused(IReadOnlySet<string> used) =>
        [.. Directory.GetDirectories(host.Mounts)
            .Where(folder => !used.Contains(Path.GetFileName(folder)) && !TryUnmount(folder))
            .Select(folder => Leftover.Of($"image {Path.GetFileName(folder)}", new BusyException($"The mount {folder}", "a program on this host")))];

    private static bool TryUnmount(string folder)
    {
        // Busy while somebody looks around in it; then the next command unmounts it. Containers do not keep it busy:
        // their root is a copy of the mount.
        for (var tries = 0; tries < 100 && IsMounted(folder); tries++)
        {
            if (LibC.Unmount(folder) == LibC.Busy)
            {
                Thread.Sleep(1);
            }
        }
        if (IsMounted(folder))
        {
            return false;
        }
        Directory.Delete(folder);
        return true;
    }

    private static bool IsMounted(string folder) =>
        // Field 5 is the mount point; blanks in it would be octal, and there are none.
        MountTable.Read().Any(mount => mount.Point == folder);
}
