using System.Globalization;
using ContainerState.Builds;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Volumes;

/// <summary>Mounts the volumes of a server that is being started, as files of the server's own ids.</summary>
/// <remarks>
/// A shared volume is mounted once for each server. All these are mounts of one filesystem: mount(8) takes the loop device that
/// a file has already, and the kernel knows one filesystem for each device.
/// </remarks>
internal sealed class VolumeMounts(Host host)
{
    // Below the filesystem's top, where it has a folder of its own for what it finds of lost files.
    private const string DataFolder = "data";
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    // What an ended server wrote last goes to the disk first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private VolumeStore Store => new(host);

    /// <summary>Mounts them.</summary>
    /// <param name="folder">Where: a folder that whoever clears up after the start looks into.</param>
    /// <param name="uses">The volumes.</param>
    /// <param name="spec">The server.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What is to be bound into the server: where it is on the host, and its path in the server.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeNotFound"/>: One has gone. <see cref="ErrorId.VolumeDamaged"/>: One cannot be mounted.</exception>
    /// <exception cref="InvalidNameException">The owner of one is no user of the image.</exception>
    /// <exception cref="BusyException">One for a single server is still mounted.</exception>
    public async Task<IReadOnlyList<(string Folder, string Path)>> MountAsync(string folder, IReadOnlyList<VolumeUse> uses, ContainerSpec spec, CancellationToken cancel)
    {
        using var owners = await UserNamespace.OpenAsync(spec.FirstId, SubordinateIds.PerServer, cancel);
        var mounted = new List<(string, string)>();
        foreach (var use in uses)
        {
            var volume = Store.Get(use.Volume);
            var place = Path.Combine(folder, mounted.Count.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(place);
            // Of two that have a new one at once, one makes its folder.
            using (await FileLock.TakeAsync(Store.LockOf(volume.Name), $"The volume {volume.Name}", cancel))
            {
                if (!volume.Shared)
                {
                    await RequireFreeAsync(volume, cancel);
                }
                await MountAsync(volume, place, cancel);
                MakeData(volume, place, spec);
            }
            MountCalls.MapOwners(place, owners);
            mounted.Add((Path.Combine(place, DataFolder), use.Path));
        }
        return mounted;
    }

    /// <summary>True when the kernel has a volume's file as a disk, for a server or for anybody else.</summary>
    public static bool IsAttached(ServerVolume volume)
    {
        // The file itself, since the kernel's name of it has no links on the way and ours may.
        var file = FileStatus.OfTarget(volume.Path).File;
        return Directory.EnumerateDirectories("/sys/block", "loop*").Any(device => FileOf(device) == file);
    }

    private static string? FileOf(string device)
    {
        try
        {
            return FileStatus.OfTarget(File.ReadAllText(Path.Combine(device, "loop/backing_file")).TrimEnd('\n')).File;
        }
        catch (IOException)
        {
            // It is free, or its file was removed.
            return null;
        }
    }

    /// <summary>Waits for the kernel to let go of what an ended server had.</summary>
    /// <exception cref="BusyException">It does not: somebody else has mounted it.</exception>
    public static async Task RequireFreeAsync(ServerVolume volume, CancellationToken cancel)
    {
        var end = Deadline.In(Patience);
        while (IsAttached(volume))
        {
            if (end.IsOver)
            {
                throw VolumeFaults.Mounted(volume);
            }
            await Task.Delay(5, cancel);
        }
    }

    private static async Task MountAsync(ServerVolume volume, string place, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await ProgramRunner.TryRunAsync(
                new ProgramCommand("mount").With("-t", "ext4", "-o", "loop,nosuid,nodev,noexec", "--", volume.Path, place), cancel: cancel);
            if (result.ExitCode == 0)
            {
                return;
            }
            // The device of a server that has just ended may be taken down while it is about to be used again.
            if (tries == 5)
            {
                throw result.Error.Contains("superblock", StringComparison.OrdinalIgnoreCase) || result.Error.Contains("needs cleaning", StringComparison.OrdinalIgnoreCase)
                    ? VolumeFaults.Damaged(volume.Name, $"its filesystem in {volume.Path} cannot be mounted: {result.Error.Trim()}")
                    : new HostNotReadyException([$"the volume {volume.Name} cannot be mounted: {result.Error.Trim()}"]);
            }
            await Task.Delay(20 * tries, cancel);
        }
    }

    // By the first server that has it, whole or not at all. Nobody else has the filesystem's top in sight.
    private static void MakeData(ServerVolume volume, string place, ContainerSpec spec)
    {
        var data = Path.Combine(place, DataFolder);
        if (Directory.Exists(data))
        {
            return;
        }
        var owner = volume.Owner.Length == 0 ? spec.User : ImageUsers.Of(spec.RootFolder).Look(volume.Owner)
            ?? throw new InvalidNameException("owner of a volume", volume.Owner, "a user of the image's /etc/passwd, or a number");
        var draft = Path.Combine(place, ".new");
        FileModes.MakeFolder(draft, Closed);
        if (LibC.ChangeOwner(draft, (uint)(owner?.Id ?? 0), (uint)(owner?.GroupId ?? 0)) is var error and not 0)
        {
            throw new IOException($"{draft} cannot be given to its owner: error {error}.", error);
        }
        Directory.Move(draft, data);
    }
}
