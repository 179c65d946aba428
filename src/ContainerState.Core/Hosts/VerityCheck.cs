using ContainerState.Platform;

namespace ContainerState.Hosts;

/// <summary>Says whether the kernel checks layers as they are read. Nothing fails without: they are read whole instead, before they are used.</summary>
internal static class VerityCheck
{
    private const string Title = "fs-verity";
    private const string Use = "Nothing needs it. With it, layers are checked as they are read, and not read whole at their first use after a boot.";

    /// <summary>Looks at where the host's layers are, or will be. Changes nothing.</summary>
    public static HostCheck Of(Host host)
    {
        var folder = host.Layers;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }
        return Of(host.Verity.SupportOf(folder), MountTable.Of(folder));
    }

    /// <summary>Says what was found.</summary>
    /// <param name="support">What the kernel says.</param>
    /// <param name="mount">Where the layers are; null when that is out of our sight.</param>
    public static HostCheck Of(VeritySupport support, MountEntry? mount)
    {
        var where = mount is null ? "the filesystem of the layers" : $"{mount.Type} at {mount.Point}";
        return support switch
        {
            VeritySupport.Present => Say(where, ""),
            VeritySupport.NotInKernel => Say("not in this kernel", "Boot one with CONFIG_FS_VERITY; Debian's have it."),
            VeritySupport.NotOnFilesystem when mount?.Type == "ext4" => Say($"not on {where}", $"Run tune2fs -O verity {mount.Source}; layers that are there get it from Build-ServerImage -Force (containerstate image build --force)."),
            VeritySupport.NotOnFilesystem => Say($"not on {where}", "Make the filesystem anew with its feature verity."),
            VeritySupport.NotInType => Say($"not on {where}", "Have the layers on ext4, btrfs or f2fs: CONTAINERSTATE_HOME says where."),
            _ => Say("only root can tell", ""),
        };
    }

    private static HostCheck Say(string found, string remedy) => new(Title, "Kernel", true, found, remedy.Length == 0 ? "" : $"{Use} {remedy}");
}
