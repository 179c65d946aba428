using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Platform;
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
            var warnings = new List<string>();
            var server = await StartAsync(TestImage.Web(), new() { Name = "t-other" }, warnings.Add);

            Assert.Equal(
                [$"Something is left of server t-stuck, which is not needed any more: The folder {inputs} is in use by a program on this host. The next command tries again."], warnings);
            Assert.Equal(ServerState.Running, ThisHost.Servers.Get(server.Name).State);
            Assert.Equal(ServerState.Dead, ThisHost.Servers.Get(stuck.Name).State);
            Assert.NotEqual(stuck.Address, server.Address);
        }

        var none = new List<string>();
        await StartAsync(TestImage.Web(), new() { Name = "t-next" }, none.Add);
        Assert.Empty(none);
        Assert.DoesNotContain(ThisHost.Servers.List("t-*"), server => server.Name == stuck.Name);
        Assert.False(Directory.Exists(inputs));
    }

    [Fact]
    public async Task A_process_that_does_not_die_and_a_mount_in_use_are_told_by_a_start()
    {
        var freezer = CgroupHierarchy.ReadAll().FirstOrDefault(hierarchy => hierarchy.Controllers.Contains("freezer"));
        Assert.SkipWhen(freezer is null, "Only with cgroup v1 does a frozen process outlive SIGKILL.");
        using var image = await OddImage.MakeAsync(root => File.WriteAllText(Path.Combine(root, "note"), "odd"));
        var stuck = await StartAsync(TestImage.Web(), new() { Name = "t-stuck" });
        var odd = await StartAsync(image.Shell("echo up"), new() { Name = "t-odd" });
        var mount = Path.Combine(ThisHost.Host.Mounts, odd.Image);
        var state = Path.Combine(freezer.Folder, "containerstate/payload", stuck.Name, "freezer.state");
        Assert.True(File.Exists(state), state);
        try
        {
            await File.WriteAllTextAsync(state, "FROZEN");
            await File.WriteAllTextAsync(Path.Combine(ThisHost.Host.Servers, stuck.Name, "stopping"), "");
            await using (File.OpenRead(Path.Combine(mount, "note")))
            {
                await ThisHost.Servers.StopAsync(odd);
                var warnings = new List<string>();
                var server = await StartAsync(TestImage.Web(), new() { Name = "t-other" }, warnings.Add);

                Assert.Equal(ServerState.Running, ThisHost.Servers.Get(server.Name).State);
                Assert.Contains(warnings, warning => warning.StartsWith("Something is left of server t-stuck, ", StringComparison.Ordinal) && warning.Contains("not die", StringComparison.Ordinal));
                Assert.Contains(warnings, warning => warning.StartsWith($"Something is left of image {odd.Image}, ", StringComparison.Ordinal) && warning.Contains(mount, StringComparison.Ordinal));
                Assert.Equal(2, warnings.Count);
            }
        }
        finally
        {
            await File.WriteAllTextAsync(state, "THAWED");
        }

        var none = new List<string>();
        await StartAsync(TestImage.Web(), new() { Name = "t-next" }, none.Add);
        Assert.Empty(none);
        Assert.DoesNotContain(ThisHost.Servers.List("t-*"), server => server.Name == stuck.Name);
        Assert.False(Directory.Exists(mount));
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
