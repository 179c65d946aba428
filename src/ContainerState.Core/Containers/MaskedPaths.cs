namespace ContainerState.Containers;

/// <summary>What /proc and /sys show every container of the host and of others that run on it, and no namespace hides.</summary>
internal static class MaskedPaths
{
    // How the host was booted, which may hold keys and addresses.
    private static readonly string[] Files = ["/proc/cmdline", "/proc/bootconfig"];

    // The folders themselves: /sys/block, /sys/class/block and /sys/dev/block are links into the first, and would go round a
    // mount on one of them. There, a loop device names the file of its image, and a device mapper's what it is for; in the
    // second, a device tree has the kernel's command line once more.
    private static readonly string[] Folders = ["/sys/devices/virtual/block", "/sys/firmware"];

    /// <summary>Mount entries (lxc.container.conf(5)) that lay something empty over all that this kernel has of it.</summary>
    public static List<string> Masks() =>
    [
        // The source is looked up on the host, so that nothing in an image can stand for it.
        .. Files.Where(File.Exists).Select(path => $"/dev/null {path[1..]} none bind,ro,nosuid,noexec 0 0"),
        .. Folders.Where(Directory.Exists).Select(path => $"tmpfs {path[1..]} tmpfs ro,nosuid,nodev,noexec,size=4096,mode=555 0 0"),
    ];
}
