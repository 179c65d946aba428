using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>A program that the product runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Package">The Debian package that brings it.</param>
/// <param name="VersionArgument">What makes it say its version; null when nothing does.</param>
/// <param name="Use">What it is for.</param>
internal sealed record HostProgram(string Name, string Package, string? VersionArgument, string Use)
{
    /// <summary>All that every host needs.</summary>
    public static readonly IReadOnlyList<HostProgram> All =
    [
        new("git", "git", "--version", "clone, fetch and push"),
        new("lxc-start", "lxc", "--version", "starts servers"),
        new("tini-static", "tini", "--version", "collects the dead processes of servers"),
        new("lxc-attach", "lxc", "--version", "runs exec checks"),
        new("ip", "iproute2", "-V", "makes the bridge"),
        new("nft", "nftables", "--version", "keeps servers from each other"),
        new("mount", "mount", "--version", "mounts volumes"),
        new("setarch", "util-linux", "--version", "starts servers"),
        new("setpriv", "util-linux", "--version", "ends build steps with us"),
        new("unshare", "util-linux", "--version", "ends build steps with us"),
        new("mmdebstrap", "mmdebstrap", "--version", "imports Debian packages"),
        new("tar2sqfs", "squashfs-tools-ng", "--version", "writes images"),
    ];

    /// <summary>What only one kind of dependency, a log server or a volume needs: neither checked nor installed by the host's set-up.</summary>
    public static readonly IReadOnlyList<HostProgram> OnDemand =
    [
        new("dpkg-source", "dpkg-dev", "--version", "unpacks Debian source packages"),
        new("tar", "tar", "--version", "reads what a Debian source package unpacks to"),
        new("xz", "xz-utils", "--version", "reads archives compressed by xz"),
        new("zstd", "zstd", "--version", "reads archives compressed by zstd"),
        new("bzip2", "bzip2", "--version", "reads archives compressed by bzip2"),
        new("git-lfs", "git-lfs", "--version", "fetches the content of Git LFS files"),
        new("rsyslogd", "rsyslog", "-v", "takes the logs of servers to a log server"),
        new("daemon", "daemon", "--version", "starts rsyslogd again when it is killed"),
        new("mkfs.ext4", "e2fsprogs", "-V", "makes volumes"),
        new("socklog", "socklog", null, "takes what a server sends to /dev/log"),
    ];

    /// <summary>Makes sure that a program of <see cref="OnDemand"/> is here.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: It is not; the error names its package.</exception>
    public static void Require(string name)
    {
        if (ProgramRunner.Find(name) is null)
        {
            throw PlatformFaults.NoProgram(name, OnDemand.FirstOrDefault(program => program.Name == name)?.Package);
        }
    }
}
