using System.Collections.Concurrent;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class WatchTests : ServerTests
{
    private static readonly ServerCheck Ready = new() { Kind = "exec", Command = ["/bin/sh", "-c", "test -e /tmp/ready"], Attempts = 1, TimeoutSeconds = 20, IntervalSeconds = 0.05 };

    [Fact]
    public async Task A_watch_tells_what_changes_and_ends_with_the_server()
    {
        var first = await StartAsync(Checked("sleep 2; touch /tmp/ready; sleep 2; rm /tmp/ready; exec sleep 1000"));
        var second = await StartAsync(Checked("exec sleep 1000"));
        var results = new ConcurrentQueue<ServerTestResult>();
        var watching = Task.Run(async () =>
        {
            await foreach (var result in ThisHost.Servers.WatchAsync([first, second], TimeSpan.FromMilliseconds(50)))
            {
                results.Enqueue(result);
            }
        });
        await Eventually.HoldsAsync(() => Of(first) is [.., { Passed: true }, { Passed: false }]);
        await Eventually.HoldsAsync(() => Of(second).Count > 0);
        await KillAsync(first.ProcessId);
        await ThisHost.Servers.StopAsync(second);
        await watching.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal([false, true, false, false], Of(first).Select(result => result.Passed));
        Assert.Equal("it is Dead", Assert.Single(Of(first)[^1].Checks).Saw);
        Assert.Equal([false, false], Of(second).Select(result => result.Passed));
        // While it is being stopped, it is dead for a moment.
        Assert.Contains(Assert.Single(Of(second)[^1].Checks).Saw, (string[])["it was stopped", "it is Dead"]);

        List<ServerTestResult> Of(EphemeralServer server) => [.. results.Where(result => result.Server.Name == server.Name)];
    }

    [Fact]
    public async Task A_watch_that_nobody_reads_any_more_ends()
    {
        var server = await StartAsync(TestImage.Web());
        await foreach (var result in ThisHost.Servers.WatchAsync([server], TimeSpan.FromSeconds(0.1)))
        {
            Assert.Equal(server.Name, result.Server.Name);
            break;
        }

        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in ThisHost.Servers.WatchAsync([server], TimeSpan.FromSeconds(0.1), cancel.Token))
            {
                Assert.Equal(server.Name, result.Server.Name);
            }
        });
    }

    [Fact]
    public async Task A_wait_tries_longer_than_a_check_is_tried()
    {
        var server = await StartAsync(Checked("sleep 1; touch /tmp/ready; exec sleep 1000"));
        Assert.False((await ThisHost.Servers.TestAsync(server)).Passed);

        await ThisHost.Servers.WaitAsync(server, TimeSpan.FromSeconds(60));

        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
    }

    [Fact]
    public async Task A_wait_ends_with_the_server_and_with_its_time()
    {
        var brief = await StartAsync(Checked("exec sleep 1"));
        await Assert.ThrowsAsync<ServerNotRunningException>(() => ThisHost.Servers.WaitAsync(brief, TimeSpan.FromMinutes(10)));

        var never = await StartAsync(Checked("exec sleep 1000"));
        var error = await Assert.ThrowsAsync<ServerNotReadyException>(() => ThisHost.Servers.WaitAsync(never, TimeSpan.FromSeconds(0.3)));
        Assert.Contains("exit code 1", Assert.Single(error.Failures), StringComparison.Ordinal);

        // No check, nothing to wait for; but it must run.
        await ThisHost.Servers.WaitAsync(await StartAsync(TestImage.Shell("true")), TimeSpan.Zero);
    }

    private static ServerImage Checked(string script) => TestImage.Image(new ServerDefinition
    {
        Name = "box",
        Init = ["/bin/sh", "-c", script],
        Checks = [Ready],
    });

    private static Task KillAsync(int process) => ProgramRunner.RunAsync(new ProgramCommand("kill").With("-9", $"{process}"));
}
