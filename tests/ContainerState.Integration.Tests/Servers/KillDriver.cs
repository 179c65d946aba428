using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>
/// What <see cref="KillDrivers"/> runs once more to be killed: this program, which starts or stops servers instead of testing, once it
/// is told to. It is no test in itself: xunit would take longer to come up than it works.
/// </summary>
internal static class KillDriver
{
    internal const string Action = "CONTAINERSTATE_TEST_ACTION";
    internal const string Ready = "CONTAINERSTATE_TEST_READY";

    /// <summary>Whether this process is one.</summary>
    public static bool IsThis => Environment.GetEnvironmentVariable(Action) is not null;

    // All that a start may leave.
    private static readonly StartOptions Options = new()
    {
        Count = 3,
        Group = "t-kill",
        EgressTo = ["198.51.100.2:9000"],
        Dns = ["198.51.100.2"],
        Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["token"] = [1, 2, 3] },
    };

    /// <summary>Works until it is killed, or there is nothing more to do.</summary>
    public static async Task RunAsync()
    {
        await TestImage.MakeAsync();
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
