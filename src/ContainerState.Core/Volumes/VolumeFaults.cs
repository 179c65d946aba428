using ContainerState.Errors;

namespace ContainerState.Volumes;

/// <summary>What goes wrong with volumes.</summary>
public static class VolumeFaults
{
    /// <summary>A volume that this host does not have.</summary>
    /// <param name="name">Its name.</param>
    public static ContainerStateException NotFound(string name) => new(
        ErrorId.VolumeNotFound,
        $"There is no volume {Quoted.Text(name)}.",
        "List volumes with Get-ServerVolume (containerstate volume list), or make it with New-ServerVolume (containerstate volume new).",
        name);

    /// <summary>A volume that is there already.</summary>
    /// <param name="name">Its name.</param>
    public static ContainerStateException Exists(string name) => new(
        ErrorId.VolumeExists,
        $"There is a volume {Quoted.Text(name)} already.",
        "Use another name, or that volume. Remove-ServerVolume (containerstate volume remove) removes it with its data.",
        name);

    /// <summary>A volume that a server has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="servers">The servers.</param>
    public static ContainerStateException InUse(string name, IReadOnlyList<string> servers) => new(
        ErrorId.VolumeInUse,
        $"The volume {name} is in use by {string.Join(", ", servers)}.",
        "Stop that server first. Only a volume that was made to be shared is for several servers at the same time.",
        name);

    /// <summary>A volume for one server that was asked for by several.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="who">Who asked.</param>
    public static ContainerStateException NotShared(string name, string who) => new(
        ErrorId.VolumeInUse,
        $"The volume {name} is for one server at a time, and {who}.",
        "Use a volume that was made with -Shared (--shared), or start one server.",
        name);

    /// <summary>A volume that no server has, and that is mounted all the same.</summary>
    /// <param name="volume">The volume.</param>
    public static BusyException Mounted(ServerVolume volume) =>
        new($"The volume {volume.Name}", $"a mount of this host, or the kernel, which still writes to it (losetup -j {volume.Path})");

    /// <summary>A volume whose record or filesystem cannot be read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="detail">What is wrong.</param>
    public static ContainerStateException Damaged(string name, string detail) => new(
        ErrorId.VolumeDamaged,
        $"The volume {name} cannot be used: {detail}.",
        "Mend its filesystem with 'e2fsck -f', or restore it. Nothing was changed.",
        name);
}
