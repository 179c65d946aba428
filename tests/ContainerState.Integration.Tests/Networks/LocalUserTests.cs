using ContainerState.Definitions;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Networks;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>What users of the host who are not root see of servers, and what servers leave in the host's tables.</summary>
public sealed class LocalUserTests(ITestOutputHelper output) : ServerTests
{
    [Fact]
    public async Task A_users_way_to_a_server_is_a_published_port_alone()
    {
        var web = TestImage.Web(new ServerCheck { Kind = "http", Port = 8080 });
        var server = await StartAsync(web, new() { Wait = true });
        var published = await StartAsync(web, new() { Wait = true, Publish = ["18080:8080"] });

        Assert.Equal("hello", await GetAsync($"{server.Address}:8080"));
        Assert.Equal("", await GetAsync($"{server.Address}:8080", asNobody: true));
        Assert.Equal("", await GetAsync($"{published.Address}:8080", asNobody: true));
        Assert.Equal("hello", await GetAsync("127.0.0.1:18080", asNobody: true));
        Assert.Equal("hello", await GetAsync($"{ThisHost.Bridge.Find()!.Host}:18080", asNobody: true));
    }

    [Fact]
    public async Task A_server_reaches_a_program_of_a_user_on_the_host()
    {
        var host = ThisHost.Bridge.Find()!.Host;
        using var stop = new CancellationTokenSource();
        var listening = ProgramRunner.TryRunAsync(
            AsNobody("busybox", "nc", "-l", "-p", "18099", "-e", "/bin/echo", "from a user"), cancel: stop.Token);
        var server = await StartAsync(TestImage.Shell($"for i in 1 2 3 4 5 6 7 8 9; do nc -w 2 {host} 18099 </dev/null && break; sleep 0.2; done; echo done"));

        Assert.Contains("from a user", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Task.WhenAny(listening);
    }

    [Fact]
    public async Task A_user_reads_nothing_of_the_stores_nor_of_what_runs()
    {
        await StartAsync(TestImage.Shell("echo done"));
        var found = await ProgramRunner.TryRunAsync(AsNobody(
            "sh", "-c", "ls /var/lib/containerstate /run/containerstate/servers /run/containerstate/slots /run/containerstate/mounts; cat /run/containerstate/servers/*/console.log"));

        Assert.Equal("", found.Output);
        Assert.All((string[])[ThisHost.Host.Home, ThisHost.Host.Images, ThisHost.Host.Layers, ThisHost.Host.Work, ThisHost.Host.Relays, ThisHost.Host.Supervisors, ThisHost.Host.Slots], Closed);
    }

    [Fact]
    public void Stores_of_earlier_versions_are_closed_before_something_is_added()
    {
        const UnixFileMode open = (UnixFileMode)0b111_101_101;
        foreach (var folder in (string[])[ThisHost.Host.Home, ThisHost.Host.Images, ThisHost.Host.Work])
        {
            File.SetUnixFileMode(folder, open);
        }
        WorkFolder.Create(ThisHost.Host).Dispose();

        Assert.All((string[])[ThisHost.Host.Home, ThisHost.Host.Images, ThisHost.Host.Work], Closed);
    }

    [Fact]
    public async Task A_flood_of_datagrams_fills_no_table_of_the_host()
    {
        // A published port has the host track connections, also where no firewall of its own does.
        var web = await StartAsync(TestImage.Web(), new() { Publish = ["18080:8080"], Group = "blue" });
        var server = await StartAsync(TestImage.Shell($"/bin/hoard flows {ThisHost.Bridge.Find()!.Host}; echo done"));
        var console = await ConsoleAsync(server, "done");
        var tracked = Tracked(server.Address);

        output.WriteLine($"{console.Trim()}: {tracked} entries");
        Assert.Contains("hoard flows sent 30000", console, StringComparison.Ordinal);
        Assert.InRange(tracked, HostRules.Tracked / 2, HostRules.Tracked + 500);

        // The next server with its address does not pay for it.
        await ThisHost.Servers.StopAsync(server);
        var next = await StartAsync(TestImage.Shell($"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 {web.Address} 8080; echo done"), new() { Group = "blue" });
        Assert.Equal(server.Address, next.Address);
        Assert.Contains("hello", await ConsoleAsync(next, "done"), StringComparison.Ordinal);
    }

    // Others talk on this machine too, and what they said goes from the table at any time.
    private static long Tracked(string address) => File.ReadLines("/proc/net/nf_conntrack").Count(line => line.Contains($" src={address} ", StringComparison.Ordinal));

    private static void Closed(string folder) =>
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & (UnixFileMode)0b000_111_111);

    private static async Task<string> GetAsync(string from, bool asNobody = false)
    {
        string[] words = ["busybox", "timeout", "3", "busybox", "wget", "-q", "-O", "-", $"http://{from}/"];
        return (await ProgramRunner.TryRunAsync(asNobody ? AsNobody(words) : new ProgramCommand(words[0]).With(words[1..]))).Output.Trim();
    }

    private static ProgramCommand AsNobody(params ReadOnlySpan<string> words) =>
        new ProgramCommand("setpriv").With("--reuid", "65534", "--regid", "65534", "--clear-groups", "--").With(words);
}
