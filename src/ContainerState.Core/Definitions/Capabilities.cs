namespace ContainerState.Definitions;

/// <summary>The rights of root in a server, by the names of capabilities(7), in lower case and without <c>cap_</c>. None counts outside of it.</summary>
internal static class Capabilities
{
    /// <summary>
    /// What root in every container may: files of its other users, become another user, serve ports below 1024, kill. Not:
    /// configure a network, mount, load, trace, or make a device.
    /// </summary>
    public static IReadOnlyList<string> Usual { get; } = ["chown", "dac_override", "fowner", "kill", "net_bind_service", "setgid", "setuid"];

    /// <summary>What state.yaml can ask for. Each counts among the server's own files and processes alone.</summary>
    public static IReadOnlyList<string> Addable { get; } =
    [
        // Set-user-id bits stay when a file is written or given away; no program gains anything by them in a server.
        "fsetid",
        // A program gives up rights for good: systemd does, for its services.
        "setpcap",
        // A program locks itself into a folder: HAProxy, BIND and vsftpd do.
        "sys_chroot",
    ];

    /// <summary>Why a right is not to be had; null for one that is.</summary>
    public static string? Fault(string name) => name switch
    {
        _ when Addable.Contains(name) => null,
        _ when Usual.Contains(name) => "every server has it",
        // Whoever writes packets or addresses of their own can pass for another server.
        "net_raw" or "net_admin" => "with it a server could pass for another one on the host's bridge",
        "sys_admin" or "sys_module" or "sys_rawio" or "sys_boot" or "mknod" or "mac_admin" or "mac_override" or "bpf" or "perfmon" or "sys_ptrace" or "dac_read_search"
            => "no server can have it: it leads to the kernel, to what others run, or to the host's disks",
        "sys_time" or "wake_alarm" or "syslog" or "sys_nice" or "sys_resource" or "ipc_lock" or "audit_control" or "audit_read" or "audit_write" or "sys_pacct" or "sys_tty_config" or "block_suspend"
            => "it is about what all servers of a host share, and the kernel does not let a container have it",
        _ => "there is no such capability that could be added",
    };
}
