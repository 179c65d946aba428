using System.Collections.Concurrent;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

public sealed class FollowTests : ServerTests
{
    [Fact]
    public async Task A_servers_console_is_followed_until_it_is_killed()
    {
        var server = await StartAsync(TestImage.Shell("printf 'a\\033[2Jb\\nc\\n'"));
        var lines = new ConcurrentQueue<string>();
        var following = Task.Run(async () =>
        {
            await foreach (var line in ServerLog.FollowAsync(server.Name, server.ConsolePath))
            {
                lines.Enqueue(line.ToString());
            }
        });
        await ConsoleAsync(server, "c");
        await Eventually.HoldsAsync(() => lines.Count >= 2);
        await ThisHost.Servers.StopAsync(server);
        await following.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["a\ufffd[2Jb", "c"], lines);
    }

    [Fact]
    public async Task A_console_that_is_flooded_stays_within_its_limit()
    {
        var server = await StartAsync(TestImage.Shell("dd if=/dev/zero bs=64k count=200 2>/dev/null; echo; echo flooded"));
        await ConsoleAsync(server, "flooded");

        Assert.True(new FileInfo(server.ConsolePath).Length + new FileInfo(server.ConsolePath + ".1").Length <= 8 << 20);
        Assert.Equal("flooded", Assert.Single(ServerLog.Read(server.Name, server.ConsolePath, 1)).Text);
    }
}
