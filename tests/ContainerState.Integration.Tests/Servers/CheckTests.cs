using ContainerState.Definitions;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class CheckTests : ServerTests
{
    private static readonly ServerCheck Once = new() { Kind = "exec", Attempts = 1, TimeoutSeconds = 1 };

    [Fact]
    public async Task Every_check_says_what_it_saw()
    {
        var server = await StartAsync(TestImage.Web(
            new ServerCheck { Kind = "http", Port = 8080, Path = "/index.html", Contains = "hello" },
            new ServerCheck { Kind = "tcp", Port = 8080 },
            Once with { Command = ["/bin/sh", "-c", "echo \"$A $PATH\"; id -u; exit 7"], ExitCode = 7, Contains = "/bin" }));

        var result = await ThisHost.Servers.TestAsync(server);

        Assert.All(result.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Saw}"));
        Assert.True(result.Passed);
        Assert.Equal(["http :8080/index.html", "tcp :8080", "exec /bin/sh -c echo \"$A $PATH\"; id -u; exit 7", "root is read-only", "nothing listens on 22"], result.Checks.Select(check => check.Name));
        Assert.Equal("status 200, 6 characters", result.Checks[0].Saw);
        Assert.Equal("connected", result.Checks[1].Saw);
        Assert.EndsWith("/bin\\n0", result.Checks[2].Saw, StringComparison.Ordinal);
        Assert.Equal("a write to / is refused: read-only file system", result.Checks[3].Saw);
        Assert.Equal("no listener, connection refused", result.Checks[4].Saw);
    }

    [Fact]
    public async Task A_check_that_fails_is_tried_as_often_as_it_says()
    {
        var server = await StartAsync(TestImage.Web(
            new ServerCheck { Kind = "tcp", Port = 8081, Attempts = 3, IntervalSeconds = 0.01 },
            new ServerCheck { Kind = "http", Port = 8080, Path = "/none", Attempts = 2, IntervalSeconds = 0.01 },
            Once with { Command = ["/bin/sh", "-c", "printf 'bad\\033[31m'; exit 1"] }));

        var result = await ThisHost.Servers.TestAsync(server);

        Assert.False(result.Passed);
        Assert.Equal([3, 2, 1], result.Checks.Take(3).Select(check => check.Attempts));
        Assert.Equal("Connection refused", result.Checks[0].Saw);
        Assert.Contains("status 404", result.Checks[1].Saw, StringComparison.Ordinal);
        Assert.Equal("exit code 1: bad\\u001b[31m (not exit code 0)", result.Checks[2].Saw);
        Assert.True(result.Checks[3].Passed);
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_killed()
    {
        var server = await StartAsync(TestImage.Web(
            Once with { Command = ["/bin/sleep", "4711"], TimeoutSeconds = 0.5 },
            Once with { Command = ["/bin/sh", "-c", "while true; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"], TimeoutSeconds = 0.5 }));

        var result = await ThisHost.Servers.TestAsync(server);

        Assert.All(result.Checks.Take(2), check => Assert.Equal("no answer in 0.5 s", check.Saw));
        Assert.True(result.DurationSeconds < 30, $"{result.DurationSeconds}");
        Assert.DoesNotContain(await Eventually.LookAsync(() => HostSnapshot.Take(), lines => !lines.Any(Left), seconds: 60), line => Left(line));

        static bool Left(string line) => line.Contains("sleep 4711", StringComparison.Ordinal) || line.Contains("xxxx", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_has_no_more_rights_than_the_server()
    {
        var server = await StartAsync(TestImage.Web(
            Once with { Command = ["/bin/cat", "/proc/self/status"], Contains = "CapEff:\t00000000000004eb" },
            Once with { Command = ["/bin/cat", "/proc/self/status"], Contains = "NoNewPrivs:\t1" },
            Once with { Command = ["/bin/cat", "/proc/self/status"], Contains = "Seccomp:\t2" },
            Once with { Command = ["/bin/sh", "-c", "test -z \"$HOME\""] }));

        var result = await ThisHost.Servers.TestAsync(server);
        Assert.All(result.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Saw}"));
    }

    [Fact]
    public async Task A_listener_on_port_22_is_found()
    {
        var server = await StartAsync(TestImage.Image("/bin/busybox", "httpd", "-f", "-p", "127.0.0.1:22", "-h", "/srv/www"));

        var result = await Eventually.LookAsync(() => ThisHost.Servers.TestAsync(server), now => !now.Passed, pause: 100);
        Assert.False(result.Passed);
        Assert.Equal("a process listens on port 22", result.Checks[^1].Saw);
    }
}
