using ContainerState.Definitions;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Programs that open /dev/stdout and /dev/stderr, by these names or through links, and what arrives in the log.</summary>
public sealed class OutputTests : ServerTests
{
    [Fact]
    public async Task Whoever_opens_stdout_or_stderr_writes_to_the_log()
    {
        var server = await StartAsync(TestImage.Shell(
            "echo root-out > /dev/stdout; echo root-err >> /dev/stderr; busybox su user -c 'id -un; echo user-out > /dev/stdout; echo user-err >> /dev/stderr; echo user-1 > /proc/1/fd/1; echo user-console > /dev/console'; echo done"));
        var lines = (await ConsoleAsync(server, "done")).Split('\n');

        Assert.Equal(["root-out", "root-err", "user", "user-out", "user-err"], lines.Take(5));
        Assert.Contains("user-console", lines);
        // The descriptors of root's own processes are root's.
        Assert.Contains(lines, line => line.Contains("/proc/1/fd/1: Permission denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_to_stdout_and_stderr_in_an_image_lead_to_the_log()
    {
        using var odd = await OddImage.MakeAsync(root =>
        {
            Directory.CreateDirectory(Path.Combine(root, "var/log/nginx"));
            File.CreateSymbolicLink(Path.Combine(root, "var/log/nginx/access.log"), "/dev/stdout");
            File.CreateSymbolicLink(Path.Combine(root, "var/log/nginx/error.log"), "/dev/stderr");
        });
        var server = await StartAsync(odd.Shell(
            "cd /var/log/nginx; echo by-root >> access.log; busybox su user -c 'echo by-user >> /var/log/nginx/access.log; echo wrong >> /var/log/nginx/error.log'; echo done"));

        Assert.StartsWith("by-root\nby-user\nwrong\ndone", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_writes_a_thousand_lines_by_path_and_all_arrive()
    {
        var server = await StartAsync(TestImage.Shell(
            "busybox su user -c 'i=0; while [ $i -lt 1000 ]; do echo line $i >> /dev/stdout; i=$((i+1)); done'; echo done"));

        var lines = (await ConsoleAsync(server, "done")).Split('\n');
        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"line {number}"), lines.Take(1000));
    }

    [Fact]
    public async Task A_user_can_neither_read_the_console_nor_take_it_over()
    {
        var server = await StartAsync(TestImage.Shell(
            "ls -1 /dev/pts; busybox su user -c 'cat < /dev/stdout; cat < /dev/pts/0; busybox setsid sh -c \"echo x > /dev/stdout; cat < /dev/tty\"; chmod 666 /dev/pts/0'; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.StartsWith("0\nptmx\n", console, StringComparison.Ordinal);
        Assert.Contains("can't open /dev/stdout: Permission denied", console, StringComparison.Ordinal);
        Assert.Contains("can't open /dev/pts/0: Permission denied", console, StringComparison.Ordinal);
        Assert.Contains("can't open /dev/tty: No such device or address", console, StringComparison.Ordinal);
        Assert.Contains("chmod: /dev/pts/0: Operation not permitted", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_run_as_a_check_opens_its_output_by_path_too()
    {
        var check = new ServerCheck { Kind = "exec", Attempts = 1 };
        var server = await StartAsync(TestImage.Web(
            check with { Command = ["/bin/sh", "-c", "cat /dev/stdin; echo root > /dev/stdout; echo err > /dev/stderr"], Contains = "root" },
            check with { Command = ["/bin/busybox", "su", "user", "-c", "echo by-user > /dev/stdout; echo err > /dev/stderr"], Contains = "by-user" },
            check with { Command = ["/bin/sh", "-c", "printf '<%s>' \"$@\"", "x", "a  b", "$HOME", "", "-n", "*"], Contains = "<a  b><$HOME><><-n><*>" }));

        var result = await ThisHost.Servers.TestAsync(server);
        Assert.All(result.Checks, seen => Assert.True(seen.Passed, $"{seen.Name}: {seen.Saw}"));
    }
}
