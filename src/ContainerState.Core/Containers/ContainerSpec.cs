using System.Collections.Immutable;
using ContainerState.Definitions;
using ContainerState.Networks;

namespace ContainerState.Containers;

/// <summary>An image that is to run, and how.</summary>
internal sealed record ContainerSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder on the host that holds its configuration, logs and process ids; its last part is the name.</summary>
    public required string Folder { get; init; }

    /// <summary>Where its image is mounted on the host.</summary>
    public required string RootFolder { get; init; }

    /// <summary>The block devices that hold its image's layers, as major:minor; empty when they are not looked for.</summary>
    public IReadOnlyList<string> RootDevices { get; init; } = [];

    /// <summary>The same as <see cref="RootFolder"/> with files that belong to the container's ids, for LXC alone.</summary>
    public required string MappedRoot { get; init; }

    /// <summary>What it calls itself; its name when null.</summary>
    public string? HostName { get; init; }

    /// <summary>Folders of the host that it may write: where each is on the host, and its path in the container.</summary>
    public IReadOnlyList<(string Folder, string Path)> Binds { get; init; } = [];

    /// <summary>Files and folders of the host that it may read: where each is on the host, and its path in the container.</summary>
    public IReadOnlyList<(string Source, string Path)> Inputs { get; init; } = [];

    /// <summary>Files of ours that it may read, whose names are all different: the text, by its path in the container, which is in something writable.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Volumes: where each is mounted on the host, and its path in the container.</summary>
    public IReadOnlyList<(string Folder, string Path)> Volumes { get; init; } = [];

    /// <summary>Folders of the host whose files are laid over those of its own: where each is on the host, and its path in the container.</summary>
    public IReadOnlyList<(string Source, string Path)> Layers { get; init; } = [];

    /// <summary>What it sees of the host below /proc and /sys in place of what is there: where each is on the host, and its path in the container.</summary>
    public IReadOnlyList<(string Source, string Path)> Views { get; init; } = [];

    /// <summary>The first program and its arguments.</summary>
    public required IReadOnlyList<string> Init { get; init; }

    /// <summary>The program on the host that is its first process and starts init; null when init is the first itself.</summary>
    public string? Reaper { get; init; }

    /// <summary>True when it may divide its cgroup of v2, and sees no other: an init that starts services in cgroups of their own.</summary>
    public bool OwnsCgroup { get; init; }

    /// <summary>The user that init runs as; null for root.</summary>
    public ServerUser? User { get; init; }

    /// <summary>Rights of its root beyond those of all containers.</summary>
    public IReadOnlyList<string> MoreCapabilities { get; init; } = [];

    /// <summary>The environment of init; a PATH is added when it has none.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it may write.</summary>
    public required IReadOnlyList<WritablePath> Writable { get; init; }

    /// <summary>A tmpfs of the host for a path of <see cref="Writable"/> that begins with folders in it: where it is on the host, by path.</summary>
    public IReadOnlyDictionary<string, string> Filled { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files to be copied into such a tmpfs: a link to the folder that they are in, a list of their names, and where the tmpfs is, all on the host.</summary>
    public IReadOnlyList<(string From, string List, string Place)> Copies { get; init; } = [];

    /// <summary>What it may use.</summary>
    public required ServerLimits Limits { get; init; }

    /// <summary>The processors that its programs run on, unless they ask for others; all when empty.</summary>
    public ImmutableArray<int> Processors { get; init; } = [];

    /// <summary>System calls that it has beyond those of all containers.</summary>
    public IReadOnlyList<string> MoreCalls { get; init; } = [];

    /// <summary>True for no netlink sockets at all.</summary>
    public bool NoNetlink { get; init; }

    /// <summary>True for programs of every architecture that the processor runs; else those of another die at their first system call.</summary>
    public bool AllArchitectures { get; init; }

    /// <summary>The host's id of its 0.</summary>
    public required long FirstId { get; init; }

    /// <summary>A file that its console is added to without an end; null for one of limited size in <see cref="Folder"/>.</summary>
    public string? Spool { get; init; }

    /// <summary>A socket of the host that it has as /dev/log; null for none.</summary>
    public string? Syslog { get; init; }

    /// <summary>Its network; null for none but its own loopback.</summary>
    public ContainerNetwork? Network { get; init; }
}
