using System.Globalization;
using System.Runtime.InteropServices;
using ContainerState.Definitions;
using ContainerState.Images;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>The filter of system calls, seen from root in a server.</summary>
public sealed class SystemCallTests : ServerTests
{
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    [Fact]
    public async Task Every_call_that_is_kept_from_servers_is_refused()
    {
        string[] names = [.. SystemCalls.Never, .. SystemCalls.Addable];
        var results = await TryAsync(names);

        Assert.Equal(names.Length, results.Count);
        Assert.All(SystemCalls.Addable, name => Assert.True(results[name] is null or NotImplemented, $"{name}: {results[name]}"));
        // ENOSYS for those that are younger than the library that LXC knows the names from.
        Assert.All(SystemCalls.Never, name => Assert.True(results[name] is null or NotPermitted or NotImplemented, $"{name}: {results[name]}"));
        Assert.True(SystemCalls.Never.Count(name => results[name] == NotPermitted) > SystemCalls.Never.Count / 2, "the processor has few of the calls");
    }

    [Fact]
    public async Task New_namespaces_are_refused_one_by_one_and_together()
    {
        string[] flags = ["0x00020000", "0x02000000", "0x04000000", "0x08000000", "0x10000000", "0x20000000", "0x40000000"];
        string[] tries = [.. flags.Select(flag => $"unshare:{flag}"), .. flags.Select(flag => $"clone:{flag}"), "unshare:0x10020000", "unshare:0x80", "unshare:0x10000200"];
        // The last is CLONE_FS, which makes nothing new.
        var results = await TryAsync([.. tries, "unshare:0x200"]);

        Assert.All(tries, name => Assert.True(results[name] == NotImplemented, $"{name}: {results[name]}"));
        Assert.Equal(0, results["unshare:0x200"]);
    }

    [Fact]
    public async Task Calls_of_kernels_to_come_and_sockets_of_other_kinds_do_not_exist()
    {
        string[] missing = ["#435", "#600", "#900", "socket:40:1", "socket:38:1", "socket:17:1", "socket:31:1", "personality:0x0040000"];
        // Netlink's for devices and addresses, and not those by which processes send to each other, for audit, diagnosis and uevents.
        string[] there = ["socket:1:1", "socket:2:1", "socket:10:1", "socket:16:3", "socket:16:2:0", "personality:0xffffffff"];
        string[] noProtocol = ["socket:16:3:2", "socket:16:2:4", "socket:16:3:9", "socket:16:2:15", "socket:16:3:16", "socket:16:3:31", "socket:16:3:0x100000000"];
        var results = await TryAsync([.. missing, .. there, .. noProtocol]);

        // EPROTONOSUPPORT, which those who write to the audit log take for a kernel without one.
        Assert.All(noProtocol, name => Assert.True(results[name] == 93, $"{name}: {results[name]}"));

        Assert.All(missing, name => Assert.True(results[name] == NotImplemented, $"{name}: {results[name]}"));
        // EAFNOSUPPORT, where the kernel has no IPv6.
        Assert.All(there, name => Assert.True(results[name] is 0 or 97 && results[name] != NotImplemented, $"{name}: {results[name]}"));
    }

    [Fact]
    public async Task A_call_that_state_yaml_asks_for_is_let_through_and_the_others_are_not()
    {
        var results = await TryAsync(TestImage.Image(new ServerDefinition
        {
            Name = "wide",
            Init = ["/bin/sh", "-c", "/bin/try keyctl io_uring_enter userfaultfd mount; exec sleep 1000"],
            Seccomp = new(["io_uring_enter", "keyctl"]),
        }));

        // EOPNOTSUPP for the operation -1, and EBADF: the kernel itself has looked at the arguments.
        Assert.DoesNotContain(results["keyctl"]!.Value, (int[])[NotPermitted, NotImplemented]);
        Assert.DoesNotContain(results["io_uring_enter"]!.Value, (int[])[NotPermitted, NotImplemented]);
        Assert.Equal(NotImplemented, results["userfaultfd"]);
        Assert.Equal(NotPermitted, results["mount"]);
    }

    [Fact]
    public async Task No_netlink_socket_exists_where_state_yaml_says_none()
    {
        var results = await TryAsync(TestImage.Image(new ServerDefinition
        {
            Name = "none",
            Init = ["/bin/sh", "-c", "/bin/try socket:16:3 socket:16:3:9 socket:2:1; exec sleep 1000"],
            Seccomp = new([], NoNetlink: true),
        }));

        Assert.Equal((93, 93, 0), (results["socket:16:3"], results["socket:16:3:9"], results["socket:2:1"]));
    }

    [Fact]
    public async Task A_32_bit_program_is_killed_unless_state_yaml_lets_it()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The processor is another.");
        const string Script = "/bin/try int80; echo status:$?; uname -m; /bin/try personality:0xffffffff";
        var native = await ConsoleAsync(await StartAsync(TestImage.Shell(Script)), "tried");
        var all = await ConsoleAsync(await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "all",
            Init = ["/bin/sh", "-c", Script + "; exec sleep 1000"],
            Seccomp = new([], AllArchitectures: true),
        })), "personality:0xffffffff 0");

        // A kernel that runs no 32-bit programs (ia32_emulation=0) ends the call before any filter sees it: 128 and SIGSEGV.
        var isKernels = all.Contains("status:139\nx86_64\n", StringComparison.Ordinal);
        // 128 and SIGSYS.
        Assert.Contains($"status:{(isKernels ? 139 : 159)}\nx86_64\n", native, StringComparison.Ordinal);
        Assert.Contains(isKernels ? "status:139\n" : "int80 0\ntried\nstatus:0\nx86_64\n", all, StringComparison.Ordinal);
    }

    private static Task<Dictionary<string, int?>> TryAsync(IEnumerable<string> calls) =>
        TryAsync(TestImage.Shell($"/bin/try {string.Join(' ', calls.Select(call => $"'{call}'"))}"));

    private static async Task<Dictionary<string, int?>> TryAsync(ServerImage image)
    {
        var console = await ConsoleAsync(await StartAsync(image), "tried");
        return console.Split('\n').Select(line => line.Trim().Split(' ')).Where(words => words.Length == 2)
            .ToDictionary(words => words[0], words => words[1] == "absent" ? (int?)null : int.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
