namespace ContainerState.Hosts;

/// <summary>A program that the product runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Package">The Debian package that brings it.</param>
/// <param name="VersionArgument">What makes it say its version; null when nothing does.</param>
/// <param name="Use">What it is for.</param>
internal sealed record HostProgram(string Name, string Package, string? VersionArgument, string Use)
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<HostProgram> All =
    [
        new("git", "git", "--version", "clone, fetch and push"),
        new("lxc-start", "lxc", "--version", "starts servers"),
        new("lxc-attach", "lxc", "--version", "runs exec checks"),
        new("newuidmap", "uidmap", null, "gives a server its user ids"),
        new("ip", "iproute2", "-V", "makes the bridge"),
        new("nft", "nftables", "--version", "keeps servers from each other"),
        new("mount", "mount", "--version", "mounts images"),
        new("setpriv", "util-linux", "--version", "ends build steps with us"),
        new("unshare", "util-linux", "--version", "ends build steps with us"),
        new("mmdebstrap", "mmdebstrap", "--version", "imports Debian packages"),
        new("tar2sqfs", "squashfs-tools-ng", "--version", "writes images"),
    ];
}
