using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What a killed command has left, and the kernel does not let go of, is in nobody's way.</summary>
public sealed class BusySweepTests : ServerTests
{
    [Fact]
    public async Task A_server_that_cannot_be_cleared_up_keeps_no_other_from_starting()
    {
        var stuck = await StartAsync(TestImage.Web(), new() { Name = "t-stuck" });
        var inputs = Path.Combine(ThisHost.Host.Inputs, stuck.Name);
        await MountAsync(inputs);
        // As a stop that was killed leaves it.
        await File.WriteAllTextAsync(Path.Combine(ThisHost.Host.Servers, stuck.Name, "stopping"), "");
        await using (File.Create(Path.Combine(inputs, "held")))
        {
            var server = await StartAsync(TestImage.Web(), new() { Name = "t-other" });

            Assert.Equal(ServerState.Running, ThisHost.Servers.Get(server.Name).State);
            Assert.Equal(ServerState.Dead, ThisHost.Servers.Get(stuck.Name).State);
            Assert.NotEqual(stuck.Address, server.Address);
        }

        await StartAsync(TestImage.Web(), new() { Name = "t-next" });
        Assert.DoesNotContain(ThisHost.Servers.List("t-*"), server => server.Name == stuck.Name);
        Assert.False(Directory.Exists(inputs));
    }

    [Fact]
    public async Task An_old_server_named_like_a_build_container_is_listed_and_stopped()
    {
        var server = await StartAsync(TestImage.Web(), new() { Name = "t-old" });
        var record = await File.ReadAllTextAsync(Path.Combine(ThisHost.Host.Servers, server.Name, "server.json"));
        await ThisHost.Servers.StopAsync(server);
        var folder = Directory.CreateDirectory(Path.Combine(ThisHost.Host.Servers, "build.0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "server.json"), record.Replace("\"t-old\"", "\"build.0\"", StringComparison.Ordinal));

        var old = Assert.Single(ThisHost.Servers.List("build.*"));
        Assert.Equal(("build.0", ServerState.Dead, old.StartedUtc), (old.Name, ThisHost.Servers.Get("build.0").State, ThisHost.Servers.Get("build.0").StartedUtc));
        await ThisHost.Servers.StopAsync(old);

        Assert.False(Directory.Exists(folder));
    }

    internal static Task MountAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        return Workbench.RunAsync("mount", "-t", "tmpfs", "tmpfs", folder);
    }
}
