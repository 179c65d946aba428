using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>What systemd needs as the init of a server, beyond what other inits need.</summary>
/// <remarks>
/// As its "Container Interface" page has it: /run in memory, and a cgroup of its own that it may divide. It could mount both
/// only with rights that no server has. What it cannot do without them, such as PrivateTmp=, is turned off for all services.
/// </remarks>
internal static class Systemd
{
    /// <summary>Cgroups that it may make: each unit takes one or more.</summary>
    public const int MostCgroups = 1000;

    /// <summary>How deep they may be: with the longest names, a path that can still be written.</summary>
    public const int DeepestCgroup = 12;

    // What it mounts itself where it can: Debian's insists on the second.
    private static readonly WritablePath[] Needed =
        [new("/run", WritablePath.DefaultBytes, FileModes.Program), new("/run/lock", 5 << 20, FileModes.Sticky)];

    // What its programs say goes to the journal, which is gone with the server; nobody logs in; and what went well is in the journal.
    private static readonly string[] Options = ["systemd.journald.forward_to_console=1", "systemd.getty_auto=0", "systemd.show_status=auto"];

    /// <summary>Where it finds <see cref="AllServices"/>: a file of the same name in /etc, even an empty one, stands for it.</summary>
    public const string AllServicesPath = "/run/systemd/system/service.d/50-server.conf";

    /// <summary>The right to take rights away from services.</summary>
    public const string Capability = "setpcap";

    /// <summary>
    /// What is laid over every service: as root without the right to mount, it would look for each of these in a user namespace, which no server may make, and
    /// not start the service at all (exec_context_need_unprivileged_private_users of its source). A server is what they would make of a service.
    /// </summary>
    public const string AllServices = """
        # A server's services cannot have mounts and namespaces of their own: the server's root is read-only, and its namespaces are all new.
        [Service]
        PrivateTmp=no
        PrivateDevices=no
        PrivateUsers=no
        PrivateIPC=no
        PrivateMounts=no
        ProtectSystem=no
        ProtectHome=no
        ProtectClock=no
        ProtectControlGroups=no
        ProtectHostname=no
        ProtectKernelLogs=no
        ProtectKernelModules=no
        ProtectKernelTunables=no
        ProtectProc=default
        ProcSubset=all
        ReadWritePaths=
        ReadOnlyPaths=
        InaccessiblePaths=
        ExecPaths=
        NoExecPaths=

        """;

    /// <summary>True when it is the init of a server.</summary>
    /// <param name="definition">The server.</param>
    /// <param name="root">Where its image is mounted.</param>
    public static bool IsInit(ServerDefinition definition, string root) => InitProgram.IsSystemd(definition.Init, root);

    /// <summary>Its command: what it reads from the kernel's command line on a machine stands there in a container.</summary>
    /// <param name="init">As state.yaml has it; what that sets stays.</param>
    public static IReadOnlyList<string> Command(IReadOnlyList<string> init) =>
        [.. init, .. Options.Where(option => !init.Any(word => word.StartsWith(option[..(option.IndexOf('=') + 1)], StringComparison.Ordinal)))];

    /// <summary>Where the server may write, with what systemd needs.</summary>
    public static IReadOnlyList<WritablePath> Writable(IReadOnlyList<WritablePath> writable) =>
        [.. writable, .. Needed.Where(needed => !writable.Any(path => path.Path == needed.Path))];

    /// <summary>Refuses what would not boot.</summary>
    /// <exception cref="InvalidNameException">state.yaml asks for what it cannot have with systemd.</exception>
    /// <exception cref="HostNotReadyException">The host has no cgroups that it could get.</exception>
    public static void Require(ServerDefinition definition, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        if (definition.User is { } user)
        {
            throw new InvalidNameException("user", user.Name, "none: systemd starts as root, and its units name their users with User=");
        }
        if (definition.Reaper == true)
        {
            throw new InvalidNameException("reaper", "true", "false: systemd must be process 1");
        }
        if (LimitViews.Unified(cgroups) is null)
        {
            throw new HostNotReadyException(["systemd as init needs cgroup v2, which is not mounted here: mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified"]);
        }
    }
}
