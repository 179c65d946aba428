using System.Globalization;

namespace ContainerState.Containers;

/// <summary>The system calls that no server needs, in LXC's format (version 2).</summary>
internal static class SeccompProfile
{
    // CLONE_NEWCGROUP, NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of sched.h. In a user namespace of its own a
    // process would have every capability, and with them most of the kernel's attack surface.
    private const uint NamespaceFlags = 0x7e020000;

    // EPERM, and ENOSYS for what programs do without when it lacks.
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    private static readonly string[] Refused =
    [
        // A kernel of one's own.
        "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "bpf", "perf_event_open",
        // Ways out of the root filesystem.
        "open_by_handle_at", "name_to_handle_at", "mount", "umount2", "umount", "pivot_root", "move_mount", "open_tree",
        "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "setns",
        // What all servers of the host share.
        "swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "acct", "quotactl", "quotactl_fd",
        "syslog", "add_key", "request_key", "keyctl", "lookup_dcookie", "vhangup", "iopl", "ioperm",
        // A helper of exploits.
        "userfaultfd",
    ];

    // clone3 hides its flags from the filter; C libraries go back to clone.
    private static readonly string[] Lacking = ["clone3", "io_uring_setup", "io_uring_enter", "io_uring_register"];

    /// <summary>The profile.</summary>
    public static readonly string Text = string.Join('\n',
    [
        "2",
        "denylist",
        "[all]",
        .. Refused.Select(call => $"{call} errno {NotPermitted}"),
        .. NewNamespaces("unshare"),
        .. NewNamespaces("clone"),
        .. Lacking.Select(call => $"{call} errno {NotImplemented}"),
        "",
    ]);

    // The filter compares (argument & mask) with one value, so each flag is a rule by itself.
    private static IEnumerable<string> NewNamespaces(string call)
    {
        for (var flag = 1u; flag != 0; flag <<= 1)
        {
            if ((NamespaceFlags & flag) != 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{call} errno {NotPermitted} [0,{flag},SCMP_CMP_MASKED_EQ,{flag}]");
            }
        }
    }
}
