using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Builds beside what is not theirs.</summary>
public sealed class BesideOthersTests : LoneStepTests
{
    [Fact]
    public async Task A_step_sees_neither_the_images_of_others_nor_how_the_host_was_booted()
    {
        await Workbench.WriteAsync(Repository, "source/look", MaskedPathTests.Look);
        await ComponentAsync("a", "sh ./look > $OUT/seen");

        var seen = await ReadAsync(await BuildAsync(), "seen");

        Assert.Equal("<>\nthe rest is there\n", seen);
    }

    [Fact]
    public async Task Leftovers_that_cannot_be_cleared_up_keep_no_build_from_running()
    {
        var folder = "/run/containerstate/builds/build.0";
        await BusySweepTests.MountAsync(folder + "/scratch");
        await ComponentAsync("a", "hostname > $OUT/a");
        await using (File.Create(folder + "/scratch/held"))
        {
            await BuildAsync();
            Assert.True(Directory.Exists(folder));
        }

        await ComponentAsync("a", "echo again > $OUT/a");
        await BuildAsync();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_build_takes_no_name_that_a_server_of_an_earlier_version_has()
    {
        var server = Directory.CreateDirectory("/run/containerstate/servers/build.0").FullName;
        await ComponentAsync("a", "sleep 1; echo a > $OUT/a");
        await CommitAsync();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var building = Bench.BuildAsync(Repository);
        while (!building.IsCompleted)
        {
            names.UnionWith(Directory.EnumerateDirectories("/run/containerstate/builds").Select(path => Path.GetFileName(path)));
            await Task.Delay(20);
        }
        await building;
        Directory.Delete(server);

        Assert.Equal(["build.1"], names);
    }

    [Fact]
    public async Task Steps_that_run_at_once_share_the_mount_of_their_toolchain()
    {
        await ComponentAsync("a", "sleep 2; echo a > $OUT/a");
        await ComponentAsync("b", "sleep 2; echo b > $OUT/b");
        await CommitAsync();
        var building = Bench.BuildAsync(Repository);
        var most = 0;
        while (!building.IsCompleted)
        {
            var files = Mounted();
            Assert.Equal(files.Distinct(), files);
            most = Math.Max(most, Directory.GetFiles("/run/containerstate/builds", "*.layers", SearchOption.AllDirectories).Length);
            await Task.Delay(50);
        }
        await building;

        Assert.Equal(2, most);
        Assert.Empty(Mounted());
    }

    // The files behind all loop devices.
    private List<string> Mounted() =>
        [.. Directory.GetDirectories("/sys/block", "loop*").Select(device => Path.Combine(device, "loop/backing_file")).Where(File.Exists).Select(ReadOrNothing)
            .Where(file => file.StartsWith(Bench.Program.Home, StringComparison.Ordinal))];

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
