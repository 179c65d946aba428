using ContainerState.Integration.Tests.Servers;
using ContainerState.Processes;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Containers;

/// <summary>A network of its own stands for the outside: 198.51.100.2, reached by a default route of low rank.</summary>
public sealed class EgressTests : ServerTests
{
    private const string Outside = "cs-test-outside";

    public override async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            // The first one mounts a folder for all, which stays.
            await RunAsync("ip", "netns", "add", Outside);
            await RunAsync("ip", "netns", "delete", Outside);
        }
        await base.InitializeAsync();
        await RunAsync("ip", "netns", "add", Outside);
        await RunAsync("ip", "link", "add", "cstest0", "type", "veth", "peer", "name", "cstest1", "netns", Outside);
        await RunAsync("ip", "addr", "add", "198.51.100.1/24", "dev", "cstest0");
        await RunAsync("ip", "link", "set", "cstest0", "up");
        await RunAsync("ip", "-n", Outside, "addr", "add", "198.51.100.2/24", "dev", "cstest1");
        await RunAsync("ip", "-n", Outside, "link", "set", "cstest1", "up");
        await RunAsync("ip", "route", "add", "default", "via", "198.51.100.2", "metric", "9999");
    }

    public override async ValueTask DisposeAsync()
    {
        await ProgramRunner.TryRunAsync(new ProgramCommand("ip").With("netns", "delete", Outside));
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Only_a_server_with_a_way_out_reaches_the_outside()
    {
        using var stop = new CancellationTokenSource();
        var listening = ProgramRunner.TryRunAsync(
            (new ProgramCommand("ip") { DiesWithUs = true }).With("netns", "exec", Outside, "busybox", "nc", "-ll", "-p", "9000", "-e", "/bin/echo", "outside"),
            cancel: stop.Token);
        const string Script = "for i in 1 2 3 4 5; do nc -w 1 198.51.100.2 9000 </dev/null; done; echo done";
        try
        {
            var inside = await StartAsync(TestImage.Shell(Script));
            var open = await StartAsync(TestImage.Shell(Script), new() { Egress = true });

            Assert.Contains("outside", await ConsoleAsync(open, "done"), StringComparison.Ordinal);
            Assert.DoesNotContain("outside", await ConsoleAsync(inside, "done"), StringComparison.Ordinal);
            Assert.Equal("1", (await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/cstest0/forwarding")).Trim());
            await EphemeralServers.StopAsync(open);
            Assert.Equal(
                await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_forward"),
                await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/cstest0/forwarding"));
        }
        finally
        {
            await stop.CancelAsync();
            await Record.ExceptionAsync(() => listening);
        }
    }

    private static Task RunAsync(string program, params ReadOnlySpan<string> arguments) =>
        ProgramRunner.RunAsync(new ProgramCommand(program).With(arguments));
}
