using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;
using ContainerState.Volumes;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Data that outlives servers.</summary>
public sealed class VolumeTests : ServerTests
{
    private const string Name = "t-data";

    private static ServerVolumes Volumes => new(ThisHost.Host);

    public override async ValueTask DisposeAsync()
    {
        await StopAllAsync("t-*");
        foreach (var volume in Environment.IsPrivilegedProcess ? Volumes.Find("t-*") : [])
        {
            await Volumes.RemoveAsync(volume);
        }
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_is_there_in_the_next_server_of_other_ids()
    {
        await Volumes.NewAsync(Name, 64L << 20);
        // So that the second has another number, and other ids of the host.
        await StartAsync(TestImage.Web());
        var first = await StartAsync(
            AsUser("ls -ldn /data; ls -A /data; echo kept > /data/file; id -u; busybox grep ' /data ' /proc/self/mounts; echo done"), WithData());
        var said = await ConsoleAsync(first, "done");
        Assert.Matches(@"^drwx------ +2 1000 +1000 .* /data\n1000\n", said);
        Assert.Matches(@" /data ext4 rw,nosuid,nodev,noexec", said);
        Assert.Equal([Name + ":/data"], first.Volumes.Select(volume => volume.ToString()));
        Assert.Equal([first.Name], Assert.Single(Volumes.Find(Name)).Servers);
        Assert.All((await ThisHost.Servers.TestAsync(first)).Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Saw}"));
        // The host does not see it while the server runs.
        Assert.Empty(Directory.EnumerateFileSystemEntries(ThisHost.Host.Inputs));
        Assert.DoesNotContain(MountTable.Read(), mount => mount.Type == "ext4" && mount.Point.StartsWith(ThisHost.Host.Run, StringComparison.Ordinal));
        await StopAllAsync("t-*");

        var second = await StartAsync(AsUser("cat /data/file; ls -ln /data; echo done"), WithData());

        Assert.NotEqual(first.FirstUserId, second.FirstUserId);
        Assert.Matches(@"^kept\n(total .*\n)?-rw-r--r-- +1 1000 +1000 +5 .* file\n", await ConsoleAsync(second, "done"));
    }

    [Fact]
    public async Task No_server_writes_more_than_the_size()
    {
        var volume = await Volumes.NewAsync(Name, 16L << 20);

        var server = await StartAsync(TestImage.Shell("dd if=/dev/zero of=/data/file bs=1M count=100; busybox sync; echo done"), WithData());

        Assert.Contains("No space left on device", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        Assert.InRange(Assert.Single(Volumes.Find(Name)).DiskBytes, 8L << 20, 16L << 20);
        Assert.Equal(16L << 20, new FileInfo(volume.Path).Length);
    }

    [Fact]
    public async Task A_second_server_is_refused_with_the_name_of_the_first()
    {
        var volume = await Volumes.NewAsync(Name, 16L << 20);
        var first = await StartAsync(TestImage.Web(), WithData());

        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => StartAsync(TestImage.Web(), WithData()));
        Assert.Equal(ErrorId.VolumeInUse, fault.ErrorId);
        Assert.Contains(first.Name, fault.Message, StringComparison.Ordinal);
        var removal = await Assert.ThrowsAsync<ContainerStateException>(() => Volumes.RemoveAsync(volume));
        Assert.Equal(ErrorId.VolumeInUse, removal.ErrorId);
        Assert.Contains(first.Name, removal.Message, StringComparison.Ordinal);

        // At once: what the kernel still has of the first is waited for.
        for (var time = 0; time < 5; time++)
        {
            await StopAllAsync("t-*");
            await StartAsync(TestImage.Web(), WithData());
        }
    }

    [Fact]
    public async Task Servers_of_a_shared_volume_see_each_others_files()
    {
        await Volumes.NewAsync(Name, 32L << 20, shared: true);
        var servers = await StartManyAsync(
            TestImage.Shell("echo x > /data/$(hostname); while [ $(ls /data | busybox wc -l) -lt 3 ]; do sleep 0.1; done; ls -n /data; echo done"), WithData() with { Count = 3 });

        foreach (var server in servers)
        {
            Assert.Equal(3, (await ConsoleAsync(server, "done")).Split('\n').Count(line => line.StartsWith("-rw-r--r--", StringComparison.Ordinal) && line.Contains(" 0 ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task An_owner_is_whom_the_volume_was_made_for()
    {
        await Volumes.NewAsync(Name, 16L << 20, owner: "user");

        Assert.Matches(@"^drwx------ +2 1000 +1000 ", await ConsoleAsync(await StartAsync(TestImage.Shell("ls -ldn /data; echo done"), WithData()), "done"));
    }

    [Fact]
    public async Task Below_a_writable_path_a_volume_needs_no_folder_in_the_image()
    {
        await Volumes.NewAsync(Name, 16L << 20);
        var image = TestImage.Image(new ServerDefinition { Name = "box", Init = ["/bin/sh", "-c", "touch /var/log/a /var/log/new/b && echo done; exec sleep 1000"], Writable = [new("/var/log", 1 << 20, 0x1ed)] });

        var server = await StartAsync(image, new() { Volumes = [Name + ":/var/log/new"] });
        await ConsoleAsync(server, "done");
        await ThisHost.Servers.StopAsync(server);

        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(image, new() { Volumes = [Name + ":/nowhere"] }));
        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(image, new() { Volumes = [Name + ":/var"] }));
    }

    [Fact]
    public async Task A_killed_start_leaves_nothing_mounted()
    {
        var volume = await Volumes.NewAsync(Name, 16L << 20);
        var before = HostSnapshot.Take();
        var random = new Random(20162);
        var atWork = 0;
        using var drivers = new KillDrivers("volume");
        for (var time = 0; time < 10; time++)
        {
            atWork += await drivers.KillAsync(TimeSpan.FromMilliseconds(250) * random.NextDouble()) ? 1 : 0;
            await Eventually.HoldsAsync(() => ThisHost.Servers.List("t-*").All(server => server.State != ServerState.Starting));
            await ThisHost.Servers.StopAsync(await StartAsync(TestImage.Web()));
            await StopAllAsync("t-*");
            await HostSnapshot.AssertSameAsync(before);
            Assert.False(VolumeMounts.IsAttached(volume));
        }
        Assert.True(atWork > 2, $"only {atWork} were killed at work");
        await ConsoleAsync(await StartAsync(TestImage.Shell("touch /data/file && echo done"), WithData()), "done");
    }

    private static StartOptions WithData() => new() { Volumes = [Name + ":/data"] };

    private static ServerImage AsUser(string script) => TestImage.Image(new ServerDefinition
    {
        Name = "box",
        Init = ["/bin/sh", "-c", script + "; exec sleep 1000"],
        User = new("user") { Id = 1000, GroupId = 1000 },
    });
}
