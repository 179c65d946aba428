using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Layers mounted on the host, each once, for all servers and build steps that have it: so its pages are in memory once. Callers hold the host's lock.</summary>
/// <param name="host">The host.</param>
/// <param name="place">Where they are mounted; the host's own folder when null. In a folder of one's own, they are one's own to unmount.</param>
internal sealed class MountedLayers(Host host, string? place = null)
{
    /// <summary>How the name of a file ends that says what layers somebody has: in the folder of mounted images, and in that of a build container.</summary>
    private const string UseSuffix = ".layers";

    // With one layer alone there is nothing that an overlay could lay over another.
    private const string Nothing = ".none";

    /// <summary>Where a layer is mounted, or would be.</summary>
    public string Folder(string layer) => Path.Combine(place ?? host.LayerMounts, layer);

    /// <summary>Notes that somebody has layers. Before they are mounted, so that whoever clears up after us knows of them.</summary>
    /// <param name="user">Who: a mounted image's folder, or a path in a build container's folder.</param>
    /// <param name="layers">Their names.</param>
    public static void Note(string user, IEnumerable<string> layers) =>
        WholeFile.Write(user + UseSuffix, string.Concat(layers.Select(layer => layer + "\n")), lasting: false);

    /// <summary>The layers that somebody has, as noted; none when nobody noted any.</summary>
    public static IReadOnlyList<string> Noted(string user)
    {
        try
        {
            return File.ReadAllLines(user + UseSuffix);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Forgets what somebody has.</summary>
    public static void Forget(string user) => File.Delete(user + UseSuffix);

    /// <summary>An empty folder, to be below everything. It is no mount of ours, and need not be mapped: nothing of it is seen.</summary>
    public string Bottom()
    {
        var folder = Folder(Nothing);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The loop device of a mounted layer, as major:minor.</summary>
    public string Device(string layer) => MountTable.Read().Last(mount => mount.Point == Folder(layer)).Device;

    /// <summary>Mounts a layer when it is not, or when its file was written anew since.</summary>
    /// <param name="image">The image that has it, for errors.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>False when it was mounted.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: The file is missing, or no squashfs.</exception>
    public bool Ensure(string image, ImageLayer layer)
    {
        var folder = Folder(layer.Id);
        // A new file is mounted over the old one, which somebody may be about to copy; those who have copied it keep it.
        if (MountPoint.IsMounted(folder) && !IsReplaced(Device(layer.Id)))
        {
            return false;
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

    /// <summary>Unmounts all that nobody has any more.</summary>
    /// <returns>What could not be unmounted, as <see cref="Leftover"/> says it.</returns>
    public IReadOnlyList<string> RemoveUnused()
    {
        var used = new[] { host.Mounts }.Concat(Directory.GetDirectories(host.Builds))
            .SelectMany(users => Directory.GetFiles(users, "*" + UseSuffix))
            .SelectMany(file => Noted(file[..^UseSuffix.Length]))
            .ToHashSet(StringComparer.Ordinal);
        return [.. Directory.GetDirectories(host.LayerMounts)
            .Where(folder => !used.Contains(Path.GetFileName(folder)) && !(Path.GetFileName(folder) == Nothing && used.Count > 0) && !MountPoint.TryRemove(folder))
            .Select(folder => Leftover.Of($"layer {Path.GetFileName(folder)}", new BusyException($"The mount {folder}", "a program on this host")))];
    }
}
