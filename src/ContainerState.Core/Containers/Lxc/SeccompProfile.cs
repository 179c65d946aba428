using System.Globalization;
using ContainerState.Definitions;

namespace ContainerState.Containers.Lxc;

/// <summary>The system calls that a server has, in LXC's format (version 2). All others do not exist for it.</summary>
/// <remarks>
/// LXC reads the profile for every architecture that the processor runs, and leaves a name out that it or the
/// architecture does not know. A program that is told that a call does not exist does without; one that is told that it
/// is not permitted often gives up: so that is for what no server can have. Each rule costs time at every start, and more
/// so the more there are.
/// </remarks>
internal static class SeccompProfile
{
    // CLONE_NEWCGROUP, NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of sched.h, and NEWTIME, which clone takes for the
    // signal to send. In a user namespace of its own a process would have every capability, and with them most of the
    // kernel's attack surface.
    private const uint NamespaceFlags = 0x7e020000;
    private const uint NewTimeNamespace = 0x80;

    // EPERM, and ENOSYS for what is not named here: new namespaces, calls of kernels to come, and clone3, which hides its
    // flags from the filter; C libraries go back to clone.
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    // EPROTONOSUPPORT, which is what a kernel says that lacks the protocol: who writes to the audit log, as PAM and D-Bus do,
    // does without then, and takes any other error for a fault.
    private const int NoProtocol = 93;
    private const uint Netlink = 16;
    private const uint NetlinkRoute = 0;

    // Linux, x86 with 32 bits, 32 bits on a machine of 64, BSD, and any with 0xffffffff, which asks.
    private static readonly uint[] Personalities = [0, 8, 0x20000, 0x20008, 0xffffffff];

    // AF_UNIX, AF_INET and AF_INET6. The others lead to hardware, to the hypervisor (vsock) or to little used parts of the
    // kernel (the crypto interface).
    private static readonly uint[] SocketFamilies = [1, 2, 10];

    private static readonly string[][] Allowed =
    [
        // Open, read and write files.
        [
            "open", "openat", "openat2", "creat", "close", "close_range", "read", "readv", "pread64", "preadv", "preadv2", "write", "writev",
            "pwrite64", "pwritev", "pwritev2", "lseek", "_llseek", "dup", "dup2", "dup3", "fcntl", "fcntl64", "flock", "fsync", "fdatasync",
            "sync", "syncfs", "sync_file_range", "arm_sync_file_range", "sync_file_range2", "truncate", "truncate64", "ftruncate", "ftruncate64",
            "fallocate", "fadvise64", "fadvise64_64", "arm_fadvise64_64", "readahead", "sendfile", "sendfile64", "copy_file_range", "splice",
            "tee", "vmsplice", "ioctl", "cachestat",
        ],
        // What files are, and where.
        [
            "stat", "stat64", "fstat", "fstat64", "fstatat64", "lstat", "lstat64", "newfstatat", "statx", "statfs", "statfs64", "fstatfs",
            "fstatfs64", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents", "getdents64", "readdir", "getcwd", "chdir",
            "fchdir", "chroot", "umask", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat",
            "symlink", "symlinkat", "mknod", "mknodat", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "chown32", "fchown", "fchown32",
            "fchownat", "lchown", "lchown32", "utime", "utimes", "utimensat", "utimensat_time64", "futimesat", "getxattr", "lgetxattr",
            "fgetxattr", "listxattr", "llistxattr", "flistxattr", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
            "fremovexattr", "getxattrat", "setxattrat", "listxattrat", "removexattrat", "inotify_init", "inotify_init1", "inotify_add_watch",
            "inotify_rm_watch", "memfd_create", "memfd_secret",
        ],
        // A process's own memory.
        [
            "brk", "mmap", "mmap2", "munmap", "mprotect", "mremap", "madvise", "msync", "mincore", "mlock", "mlock2", "munlock", "mlockall",
            "munlockall", "membarrier", "pkey_alloc", "pkey_free", "pkey_mprotect", "map_shadow_stack", "mseal",
        ],
        // Processes and threads. Those of others it sees as little as their files.
        [
            "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "waitpid", "getpid", "getppid", "gettid", "getpgid",
            "getpgrp", "setpgid", "getsid", "setsid", "set_tid_address", "set_robust_list", "get_robust_list", "futex", "futex_time64",
            "futex_waitv", "futex_wait", "futex_wake", "futex_requeue", "rseq", "arch_prctl", "prctl", "set_thread_area", "get_thread_area",
            "set_tls", "breakpoint", "cacheflush", "getcpu", "sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getattr",
            "sched_setattr", "sched_getparam", "sched_setparam", "sched_getscheduler", "sched_setscheduler", "sched_get_priority_max",
            "sched_get_priority_min", "sched_rr_get_interval", "sched_rr_get_interval_time64", "getpriority", "setpriority", "nice",
            "ioprio_get", "ioprio_set", "getrusage", "times", "getrlimit", "ugetrlimit", "setrlimit", "prlimit64", "pidfd_open",
            "pidfd_send_signal", "ptrace", "process_vm_readv", "process_vm_writev", "process_mrelease", "seccomp", "landlock_create_ruleset",
            "landlock_add_rule", "landlock_restrict_self", "uname", "sysinfo", "getrandom", "restart_syscall", "capget", "capset",
            "riscv_flush_icache", "riscv_hwprobe",
        ],
        // Who it is, among its own users.
        [
            "getuid", "getuid32", "geteuid", "geteuid32", "getgid", "getgid32", "getegid", "getegid32", "getgroups", "getgroups32", "setuid",
            "setuid32", "setgid", "setgid32", "setgroups", "setgroups32", "setreuid", "setreuid32", "setregid", "setregid32", "setresuid",
            "setresuid32", "setresgid", "setresgid32", "getresuid", "getresuid32", "getresgid", "getresgid32", "setfsuid", "setfsuid32",
            "setfsgid", "setfsgid32", "sethostname", "setdomainname",
        ],
        // Signals, time and waiting.
        [
            "kill", "tkill", "tgkill", "pause", "alarm", "sigaltstack", "signal", "sigaction", "sigprocmask", "sigpending", "sigreturn",
            "sigsuspend", "rt_sigaction", "rt_sigprocmask", "rt_sigpending", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "rt_sigreturn",
            "rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64", "signalfd", "signalfd4", "time", "gettimeofday", "clock_gettime",
            "clock_gettime64", "clock_getres", "clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "getitimer",
            "setitimer", "timer_create", "timer_delete", "timer_getoverrun", "timer_gettime", "timer_gettime64", "timer_settime",
            "timer_settime64", "timerfd_create", "timerfd_gettime", "timerfd_gettime64", "timerfd_settime", "timerfd_settime64", "poll",
            "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64", "epoll_create", "epoll_create1", "epoll_ctl",
            "epoll_ctl_old", "epoll_wait", "epoll_wait_old", "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2",
        ],
        // Other programs: pipes, sockets once they are there, and System V and POSIX queues of a namespace of its own.
        [
            "pipe", "pipe2", "socketpair", "bind", "listen", "accept", "accept4", "connect", "shutdown", "getsockname", "getpeername",
            "getsockopt", "setsockopt", "send", "sendto", "sendmsg", "sendmmsg", "recv", "recvfrom", "recvmsg", "recvmmsg", "recvmmsg_time64",
            "ipc", "shmget", "shmat", "shmdt", "shmctl", "semget", "semop", "semtimedop", "semtimedop_time64", "semctl", "msgget", "msgsnd",
            "msgrcv", "msgctl", "mq_open", "mq_unlink", "mq_timedsend", "mq_timedsend_time64", "mq_timedreceive", "mq_timedreceive_time64",
            "mq_notify", "mq_getsetattr",
        ],
        // Asynchronous input and output of the old kind.
        ["io_setup", "io_destroy", "io_submit", "io_cancel", "io_getevents", "io_pgetevents", "io_pgetevents_time64"],
    ];

    /// <summary>The profile.</summary>
    /// <param name="more">Calls that it has as well; each one of <see cref="SystemCalls.Addable"/>.</param>
    /// <param name="noNetlink">True for no netlink sockets at all.</param>
    public static string Write(IReadOnlyList<string> more, bool noNetlink = false) => string.Join('\n',
    [
        "2",
        $"allowlist errno {NotImplemented}",
        "[all]",
        .. Allowed.SelectMany(calls => calls).Concat(more).Select(call => $"{call} allow"),
        .. SystemCalls.Never.Select(call => $"{call} errno {NotPermitted}"),
        .. Personalities.Select(value => Equal("personality", value)),
        .. SocketFamilies.Select(value => Equal("socket", value)),
        .. NetlinkSockets(noNetlink),
        SameNamespaces("clone", NamespaceFlags),
        SameNamespaces("unshare", NamespaceFlags | NewTimeNamespace),
        "",
    ]);

    // What waits in a netlink socket is nobody's memory: no cgroup counts it. So there is only the protocol by which C
    // libraries look at devices and addresses (getifaddrs), and not the one by which processes send to each other.
    private static string[] NetlinkSockets(bool none) => none
        ? [string.Create(CultureInfo.InvariantCulture, $"socket errno {NoProtocol} [0,{Netlink},SCMP_CMP_EQ]")]
        :
        [
            string.Create(CultureInfo.InvariantCulture, $"socket allow [0,{Netlink},SCMP_CMP_EQ][2,{NetlinkRoute},SCMP_CMP_EQ]"),
            string.Create(CultureInfo.InvariantCulture, $"socket errno {NoProtocol} [0,{Netlink},SCMP_CMP_EQ][2,{NetlinkRoute},SCMP_CMP_NE]"),
        ];

    // With none of the flags: the filter compares (argument and mask) with one value.
    private static string SameNamespaces(string call, uint flags) =>
        string.Create(CultureInfo.InvariantCulture, $"{call} allow [0,0,SCMP_CMP_MASKED_EQ,{flags}]");

    private static string Equal(string call, uint value) =>
        string.Create(CultureInfo.InvariantCulture, $"{call} allow [0,{value},SCMP_CMP_EQ]");
}
