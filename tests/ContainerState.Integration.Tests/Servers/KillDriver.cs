using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What <see cref="KillDrivers"/> runs once more to be killed: the one test in here starts or stops servers, once it is told to.</summary>
public sealed class KillDriver
{
    internal const string Action = "CONTAINERSTATE_TEST_ACTION";
    internal const string Ready = "CONTAINERSTATE_TEST_READY";

    // All that a start may leave.
    private static readonly StartOptions Options = new()
    {
        Count = 3,
        Group = "t-kill",
        EgressTo = ["198.51.100.2:9000"],
        Dns = ["198.51.100.2"],
        Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["token"] = [1, 2, 3] },
    };

    [Fact(Explicit = true)]
    public async Task Starts_or_stops_servers_until_it_is_killed()
    {
        Assert.NotNull(await Console.In.ReadLineAsync());
        var servers = ThisHost.Servers.List("t-*");
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(Ready)!, "ready");
        var action = Environment.GetEnvironmentVariable(Action);
        if (action is "start" or "volume")
        {
            var options = action == "volume" ? Options with { Count = 1, Volumes = ["t-data:/data"] } : Options;
            await foreach (var server in ThisHost.Servers.StartAsync(TestImage.Web() with { Name = "t-kill" }, options))
            {
                Assert.StartsWith("t-kill", server.Name, StringComparison.Ordinal);
            }
        }
        else
        {
            Assert.Equal(3, servers.Count);
            await Task.WhenAll(servers.Select(server => ThisHost.Servers.StopAsync(server)));
        }
    }
}
