using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class IsolationTests : ServerTests
{
    [Fact]
    public async Task A_server_refuses_writes_to_its_root_and_takes_them_where_it_may_write()
    {
        var server = await StartAsync(TestImage.Shell("touch /new; touch /etc/new; echo x > /run/new && echo run-ok; echo x > /tmp/new && echo tmp-ok; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("touch: /new: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("touch: /etc/new: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("run-ok", console, StringComparison.Ordinal);
        Assert.Contains("tmp-ok", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_has_shared_memory_of_half_its_limit()
    {
        var image = TestImage.Shell("df -k /dev/shm; ls -ld /dev/shm; echo x > /dev/shm/f && echo shm-ok; echo done");
        var server = await StartAsync(image with { Definition = image.Definition with { Limits = new(64 << 20) } });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("shm-ok", console, StringComparison.Ordinal);
        Assert.Contains("drwxrwxrwt", console, StringComparison.Ordinal);
        Assert.Matches(@"tmpfs\s+32768\s", console);
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
    }

    [Fact]
    public async Task What_a_server_puts_into_shared_memory_counts_in_its_limit()
    {
        var image = TestImage.Shell("dd if=/dev/zero of=/dev/shm/f bs=1M count=40 2>/dev/null && echo taken; echo done");
        var definition = image.Definition with { Writable = [new("/dev/shm", 100 << 20, FileModes.Sticky)], Limits = new(16 << 20) };
        var server = await StartAsync(image with { Definition = definition });

        // What dd has written stays when it is killed, and there may not be memory enough for the shell to say so.
        await Eventually.HoldsAsync(() => ThisHost.Servers.Get(server.Name).State == ServerState.Dead || File.ReadAllText(server.ConsolePath).Contains("done", StringComparison.Ordinal));
        Assert.DoesNotContain("taken", await File.ReadAllTextAsync(server.ConsolePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_inside_is_nobody_on_the_host_with_no_capabilities()
    {
        var server = await StartAsync(TestImage.Shell("true"));
        var status = Status(server.ProcessId);

        Assert.Equal(server.FirstUserId, long.Parse(status["Uid"].Split('\t')[0], CultureInfo.InvariantCulture));
        Assert.Equal(server.FirstUserId, long.Parse(status["Gid"].Split('\t')[0], CultureInfo.InvariantCulture));
        Assert.True(server.FirstUserId >= 65536);
        // chown, dac_override, fowner, kill, setgid, setuid, net_bind_service
        Assert.Equal("00000000000004eb", status["CapEff"]);
        Assert.Equal("00000000000004eb", status["CapBnd"]);
        Assert.Equal("0000000000000000", status["CapAmb"]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("2", status["Seccomp"]);
    }

    [Fact]
    public async Task Two_servers_have_different_user_ids()
    {
        var servers = await StartManyAsync(TestImage.Shell("true"), new() { Count = 2 });

        Assert.True(Math.Abs(servers[0].FirstUserId - servers[1].FirstUserId) >= 65536);
    }

    [Fact]
    public async Task A_server_can_neither_mount_nor_make_a_user_namespace()
    {
        var server = await StartAsync(TestImage.Shell("mount -t tmpfs x /tmp; unshare -U true; unshare -n true; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("mount: permission denied", console, StringComparison.Ordinal);
        Assert.Equal(2, console.Split("unshare(0x").Length - 1);
    }

    [Fact]
    public async Task A_server_has_no_route_out_and_cannot_add_one()
    {
        var server = await StartAsync(TestImage.Shell("ip route; ip route add default via 10.83.0.1; ip link set eth0 mtu 1000; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.DoesNotContain("default via", console, StringComparison.Ordinal);
        Assert.Equal(2, console.Split("Operation not permitted").Length - 1);
    }

    [Fact]
    public async Task A_server_cannot_reach_another_server()
    {
        var web = await StartAsync(TestImage.Web(new ServerCheck { Kind = "tcp", Port = 8080 }), new() { Wait = true });
        var other = await StartAsync(TestImage.Shell($"for i in 1 2 3 4 5; do printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {web.Address} 8080; done; echo done"));

        // Rules that somebody took away are there again for the next start.
        await Platform.ProgramRunner.RunAsync(new Platform.ProgramCommand("nft").With("delete", "table", "bridge", "containerstate"));
        var next = await StartAsync(TestImage.Shell($"for i in 1 2 3 4 5; do printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {web.Address} 8080; done; echo done"));

        Assert.DoesNotContain("hello", await ConsoleAsync(next, "done"), StringComparison.Ordinal);
        Assert.DoesNotContain("hello", await ConsoleAsync(other, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_way_out_has_a_gateway_until_it_goes()
    {
        var server = await StartAsync(TestImage.Shell("ip route; echo done"), new() { Egress = true });
        Assert.Contains("default via 10.", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        Assert.Contains(server.Address, await RulesAsync(), StringComparison.Ordinal);

        await ThisHost.Servers.StopAsync(server);
        Assert.DoesNotContain("table inet containerstate {", await RulesAsync(), StringComparison.Ordinal);
        Assert.Equal(
            (await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_forward")).Trim(),
            (await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/csbr0/forwarding")).Trim());
    }

    [Fact]
    public async Task The_hosts_environment_does_not_reach_a_server()
    {
        Environment.SetEnvironmentVariable("CONTAINERSTATE_TEST_SECRET", "leak");
        var server = await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "env",
            Init = ["/bin/sh", "-c", "busybox env; hostname; echo done; exec sleep 1000"],
            Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["QUOTED"] = "it's \"so\" # = $HOME", ["EMPTY"] = "" },
        }));
        var console = await ConsoleAsync(server, "done");

        Assert.DoesNotContain("leak", console, StringComparison.Ordinal);
        Assert.DoesNotContain("HOME=", console.Replace("$HOME", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("QUOTED=it's \"so\" # = $HOME\n", console, StringComparison.Ordinal);
        Assert.Contains("EMPTY=\n", console, StringComparison.Ordinal);
        Assert.Contains("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n", console, StringComparison.Ordinal);
        Assert.Contains(server.Name + "\n", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_of_init_arrive_as_they_are()
    {
        var server = await StartAsync(TestImage.Image("/bin/sh", "-c", "for a; do echo \"<$a>\"; done; echo done; exec sleep 1000", "x", "daemon off;", "a  \"b\" 'c'", "-n", "", "two\nlines"));

        Assert.Contains("<daemon off;>\n<a  \"b\" 'c'>\n<-n>\n<>\n<two\nlines>\ndone", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_bomb_ends_at_its_limit_and_other_servers_go_on()
    {
        var web = await StartAsync(TestImage.Web(new ServerCheck { Kind = "http", Port = 8080 }), new() { Wait = true });
        var bomb = await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "bomb",
            // The shell that forks ends when it cannot fork any more; what it forked stays.
            Init = ["/bin/sh", "-c", "(sleep 0.5; while true; do sleep 100 & done) & exec sleep 1000"],
            Limits = new(64 << 20, Processes: 50),
        }));
        // While processes come and go, one look at /proc may count one that ended and the one that took its place.
        var inside = await Eventually.LookAsync(() => InsideCount(bomb), count => count is >= 45 and <= 50);

        Assert.InRange(inside, 45, 50);
        Assert.True((await ThisHost.Servers.TestAsync(web)).Passed);
    }

    [Fact]
    public async Task A_memory_hog_is_killed_at_its_limit()
    {
        var server = await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "hog",
            Init = ["/bin/sh", "-c", "dd if=/dev/zero of=/dev/null bs=256M count=1; echo ended $?; exec sleep 1000"],
            Limits = new(32 << 20, Processes: 50),
        }));

        Assert.Contains("ended 137", await ConsoleAsync(server, "ended"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_tmpfs_is_the_servers_own_affair()
    {
        var server = await StartAsync(TestImage.Shell("dd if=/dev/zero of=/tmp/full bs=64k; echo done"));

        Assert.Contains("No space left on device", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(server.Name).State);
    }

    private static Dictionary<string, string> Status(int process) =>
        File.ReadLines($"/proc/{process}/status").Select(line => line.Split(":\t", 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static int InsideCount(EphemeralServer server) =>
        Directory.EnumerateDirectories("/proc").Count(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "uid_map")).Contains($" {server.FirstUserId} ", StringComparison.Ordinal);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });

    private static async Task<string> RulesAsync() =>
        (await Platform.ProgramRunner.RunAsync(new Platform.ProgramCommand("nft").With("list", "ruleset"))).Output;
}
