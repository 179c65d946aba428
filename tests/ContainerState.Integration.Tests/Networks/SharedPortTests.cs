using ContainerState.Errors;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>A published port of several servers.</summary>
public sealed class SharedPortTests : ServerTests
{
    [Fact]
    public async Task Servers_that_are_started_together_share_a_port_in_turn()
    {
        var image = TestImage.Shell("while /bin/busybox nc -l -p 8080 -e /bin/busybox hostname; do :; done & while /bin/busybox true; do /bin/busybox sleep 1; done");
        var servers = await StartManyAsync(image, new() { Publish = ["18080:8080"], Count = 3 });
        var names = servers.Select(server => server.Name).Order(StringComparer.Ordinal).ToList();
        Assert.All(servers, server => Assert.True(ThisHost.Servers.Get(server.Name).Serves));

        Assert.Equal(names, (await AnswersAsync(3)).Order(StringComparer.Ordinal));

        await ThisHost.Servers.StopAsync(servers[1]);
        Assert.Equal(names.Where(name => name != servers[1].Name), (await AnswersAsync(2)).Order(StringComparer.Ordinal));
        // One that publishes another port for itself has no part in it, whatever it is called.
        var more = Assert.Single(await StartManyAsync(image, new() { Name = servers[1].Name, Publish = ["18081:8080"] }));
        Assert.Equal(2, (await AnswersAsync(4)).Distinct(StringComparer.Ordinal).Count());
        Assert.Null(ThisHost.Servers.Get(more.Name).Serves);
        await Refused.WithAsync(ErrorId.PortInUse, () => StartManyAsync(image, new() { Name = "others", Publish = ["18080:8080"], Count = 2 }));

        // One at a time, since each takes the next connection only after the last.
        async Task<List<string>> AnswersAsync(int count)
        {
            var answers = new List<string>();
            while (answers.Count < count)
            {
                answers.Add((await ProgramRunner.TryRunAsync(new ProgramCommand("busybox").With("nc", "-w", "3", "127.0.0.1", "18080"))).Output.Trim());
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
            return answers;
        }
    }
}
