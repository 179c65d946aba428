using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>How servers end, and what is known of it: on the real engine.</summary>
public sealed class EndTests : ServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_says_how_it_ended_before_and_after_it_is_stopped()
    {
        (string Reason, EphemeralServer Server)[] servers =
        [
            ("exit code 3", await StartAsync(TestImage.Image("/bin/sh", "-c", "echo bye; sleep 0.3; exit 3"))),
            ("exit code 0", await StartAsync(TestImage.Image("/bin/sh", "-c", "echo bye; sleep 0.3"))),
            ("killed by SIGSEGV", await StartAsync(TestImage.Image("/bin/sh", "-c", "echo bye; sleep 0.3; kill -SEGV $$"))),
            ("exit code 7", await StartAsync(Own(TestImage.Image("/bin/sh", "-c", "echo bye; sleep 0.3; exit 7")))),
            ("killed by SIGKILL, out of memory", await StartAsync(Small(TestImage.Image("/bin/sh", "-c", "echo bye; a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done")))),
        ];
        var runs = await StartAsync(TestImage.Image("/bin/sleep", "1000"));
        foreach (var (reason, server) in servers)
        {
            var dead = await Eventually.LookAsync(() => ThisHost.Servers.Get(server.Name), now => now.End is not null);
            Assert.Equal((reason, ServerState.Dead), (dead.End?.Reason, dead.State));
            Assert.Equal(["bye"], dead.End!.LastLines);
            Assert.InRange(dead.End.EndedUtc, server.StartedUtc, DateTime.UtcNow);
        }

        await StopAllAsync("t-*");

        var ended = ThisHost.Servers.ListEnded().ToDictionary(server => (server.Name, server.StartedUtc), server => server.End!.Reason);
        Assert.All(servers, server => Assert.Equal(server.Reason, ended[(server.Server.Name, server.Server.StartedUtc)]));
        Assert.Equal("stopped", ended[(runs.Name, runs.StartedUtc)]);
    }

    [Fact]
    public async Task The_dead_are_collected_and_signals_reach_the_program()
    {
        // Each of the hundred loses its parent, and would stay where nobody collects it.
        var server = await StartAsync(TestImage.Image(
            "/bin/sh", "-c", "trap 'echo told; exit 5' TERM; for i in 1 2 3 4 5 6 7 8 9 10; do (sleep 0.01 &); done; sleep 0.3; echo zombies $(busybox ps -o stat | busybox grep -c Z); while :; do sleep 0.05; done"));
        Assert.Contains("zombies 0\n", await ConsoleAsync(server, "zombies"), StringComparison.Ordinal);

        await ProgramAsync("kill", "-TERM", $"{server.ProcessId}");

        var dead = await Eventually.LookAsync(() => ThisHost.Servers.Get(server.Name), now => now.End is not null);
        Assert.Equal("exit code 5", dead.End?.Reason);
        Assert.Equal("told", dead.End!.LastLines[^1]);
    }

    [Theory]
    [InlineData("/bin/nothing", "No such file")]
    [InlineData("/srv/www/index.html", "denied")]
    public async Task A_program_that_cannot_be_executed_is_told_at_the_start(string program, string said)
    {
        var fault = await StartFailsAsync(TestImage.Image(program));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    private static ServerImage Own(ServerImage image) => image with { Definition = image.Definition with { Reaper = false } };

    private static ServerImage Small(ServerImage image) => image with { Definition = image.Definition with { Limits = new ServerLimits(20 << 20, 0, 50) } };

    private static Task ProgramAsync(params string[] words) => EndToEnd.Workbench.RunAsync(words[0], words[1..]);
}
