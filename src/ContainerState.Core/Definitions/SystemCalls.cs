namespace ContainerState.Definitions;

/// <summary>The system calls that a server does not have by default, by the kernel's names.</summary>
internal static class SystemCalls
{
    /// <summary>Those that state.yaml can ask for. They make more of the kernel reachable, and nothing of the host by themselves.</summary>
    public static IReadOnlyList<string> Addable { get; } =
    [
        // Asynchronous input and output by rings: fast, and the source of many a hole.
        "io_uring_setup", "io_uring_enter", "io_uring_register",
        // Page faults handled by the program: garbage collectors use it, and so do exploits.
        "userfaultfd",
        // The kernel's keyrings, which know nothing of containers.
        "add_key", "request_key", "keyctl",
        // Measuring and tracing.
        "perf_event_open", "bpf", "lookup_dcookie", "fanotify_init", "fanotify_mark", "kcmp", "process_madvise", "pidfd_getfd",
        // Memory of other kinds.
        "mbind", "get_mempolicy", "set_mempolicy", "set_mempolicy_home_node", "move_pages", "migrate_pages", "remap_file_pages",
        // Old and rare.
        "name_to_handle_at", "sysfs", "ustat", "uselib", "modify_ldt", "vhangup", "nfsservctl", "_sysctl", "syslog",
    ];

    /// <summary>Those that no server gets: ways to the host, and what all servers of it share.</summary>
    public static IReadOnlyList<string> Never { get; } =
    [
        // A kernel of one's own.
        "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module", "get_kernel_syms", "query_module", "reboot",
        // Ways out of the root filesystem.
        "open_by_handle_at", "mount", "umount2", "umount", "pivot_root", "move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig",
        "fsmount", "fspick", "mount_setattr", "setns", "statmount", "listmount",
        // What all servers of the host share.
        "swapon", "swapoff", "settimeofday", "stime", "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64", "adjtimex", "acct",
        "quotactl", "quotactl_fd", "iopl", "ioperm",
    ];
}
