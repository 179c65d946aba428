using System.Text.Json;
using ContainerState.Integration.Tests.Builds;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Proofs;

/// <summary>A commit is built a second time, and the two images are compared.</summary>
public sealed class ImageProofTests(DebianServer debian) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("--rebuild")]
    [InlineData("--offline")]
    public async Task A_server_that_is_built_from_its_commit_alone_passes_on_every_axis(string how)
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();
        var image = await bench.BuildAsync(repository);

        var test = await bench.DoAsync("image", "test", how, "--repo", repository);

        AssertPassed(image, test);
        var axes = test.GetProperty("axes").EnumerateArray().ToDictionary(axis => axis.GetProperty("axis").GetString()!);
        string[] expected = ["Path", "User", "Umask", "Time zone", "Locale", "Host name", "Processors", "Clock", "Directory order", .. how == "--offline" ? ["Network"] : (string[])[]];
        Assert.Equal(expected, axes.Keys);
        Assert.All(axes.Values, axis => Assert.True(axis.GetProperty("varied").GetBoolean(), axis.ToString()));
    }

    [Fact]
    public async Task A_commit_that_was_not_built_yet_is_built_first()
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();

        var test = await bench.DoAsync("image", "test", "--rebuild", "--repo", repository);

        var image = await bench.BuildAsync(repository);
        Assert.True(image.Cached);
        AssertPassed(image, test);
    }

    [Theory]
    [InlineData("--rebuild")]
    [InlineData("--offline")]
    public async Task A_server_of_Debian_packages_passes(string how)
    {
        SmallServer.RequireRoot();
        var image = await debian.ImageAsync();

        var test = await debian.DoAsync("image", "test", how, "--repo", await debian.RepositoryAsync());

        AssertPassed(image, test);
    }

    [Fact]
    public async Task Offline_a_dependency_whose_remote_is_gone_is_cloned_from_what_is_here()
    {
        SmallServer.RequireRoot();
        var repository = await WithLibraryAsync();
        var image = await bench.BuildAsync(repository);
        Directory.Delete(bench.At("library"), recursive: true);

        AssertPassed(image, await bench.DoAsync("image", "test", "--offline", "--repo", repository));
    }

    [Fact]
    public async Task Offline_a_dependency_whose_commit_is_not_here_is_named()
    {
        SmallServer.RequireRoot();
        var repository = await WithLibraryAsync();
        await bench.BuildAsync(repository);
        var commit = await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/library");
        Directory.Delete(repository + "/.git/modules/library", recursive: true);

        var error = await bench.FailAsync("IncompleteRepository", "image", "test", "--offline", "--repo", repository);

        Assert.Contains($"the commit {commit[..12]} that deps/library is pinned to is not here", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_the_second_build_finds_no_network_and_other_surroundings()
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();
        var image = await bench.BuildAsync(repository);
        var seen = bench.At("seen");
        var look = $$"""
            echo "$(printf %s "$*" | tr '|\n' '  ')|$(hostname)|$(umask)|$TZ|$LANG|$(nproc)|$(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \n')" >>{{seen}}
            """;
        var programs = "";
        foreach (var program in (string[])["git", "tar2sqfs", "lxc-start", "mount"])
        {
            programs = await bench.StandInAsync(program, look + $"\nexec {Platform.ProgramRunner.Find(program)} \"$@\"");
        }

        AssertPassed(image, await bench.DoUnderAsync(["env", "PATH=" + programs, "LANG=C.UTF-8"], "image", "test", "--offline", "--repo", repository));

        var lines = (await File.ReadAllLinesAsync(seen)).Select(line => line.Split('|')).ToList();
        foreach (var program in (string[])["clone", "fast-import", "cat-file", "--compressor", "--lxcpath", "squashfs"])
        {
            Assert.Contains(lines, line => line[0].Contains(program, StringComparison.Ordinal));
        }
        // What looks through the repository itself belongs to the first build. LXC is given no variables in any build.
        foreach (var line in lines.Where(line => !line[0].Contains("-C " + repository, StringComparison.Ordinal)))
        {
            string[] variables = line[0].Contains("--lxcpath", StringComparison.Ordinal) ? line[3..5] : ["<+1245>-12:45", "tr_TR.UTF-8"];
            Assert.Equal([line[0], "elsewhere", "0077", .. variables, "1", "lo"], line);
        }
    }

    [Fact]
    public async Task A_stored_image_is_checked_against_its_record()
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();
        Assert.Equal("ImageNotFound", (await bench.FailAsync("ImageNotFound", "image", "test", "--repo", repository)).GetProperty("errorId").GetString());
        var image = await bench.BuildAsync(repository);
        var whole = await bench.DoAsync("image", "test", "--repo", repository);
        Assert.True(whole.GetProperty("passed").GetBoolean());
        Assert.Equal((image.Sha256, image.Sha256, ""), (whole.GetProperty("sha256").GetString(), whole.GetProperty("sha256Again").GetString(), whole.GetProperty("treeAgain").GetString()));

        // Exchanged, since the kernel may have nobody write to a layer's file.
        var bytes = await File.ReadAllBytesAsync(image.Layers[^1]);
        bytes[200] ^= 0xff;
        File.Delete(image.Layers[^1]);
        await File.WriteAllBytesAsync(image.Layers[^1], bytes);

        foreach (var arguments in (string[][])[["image", "test", image.Id[..8]], ["image", "test", "--repo", repository], ["image", "test", "--rebuild", "--repo", repository]])
        {
            var result = await bench.Program.RunAsync(["--json", .. arguments, .. arguments.Contains("--repo") ? (string[])[] : ["--repo", repository]]);
            Assert.Equal(1, result.ExitCode);
            Assert.Equal(["damaged"], result.Objects.Single().GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("what").GetString()));
        }
    }

    [Fact]
    public async Task An_image_by_its_id_is_built_again_from_its_own_commit()
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();
        var image = await bench.BuildAsync(repository);
        await Workbench.WriteAsync(repository, "rootfs/etc/later", "later\n");
        await Workbench.CommitAsync(repository);

        AssertPassed(image, await bench.DoAsync("image", "test", image.Id, "--rebuild", "--repo", repository));

        Assert.Equal("Usage", (await bench.FailAsync("Usage", "image", "test", image.Id, "--ref", "HEAD", "--repo", repository)).GetProperty("errorId").GetString());
    }

    [Fact]
    public async Task A_step_that_fails_only_the_second_time_says_so_and_leaves_nothing()
    {
        SmallServer.RequireRoot();
        var repository = await BusyboxToolchain.NewServerAsync(bench, "once");
        await BusyboxToolchain.ComponentAsync(repository, "once", "echo x >$OUT/x; [ $(hostname) = build ]");
        await Workbench.CommitAsync(repository);
        await bench.BuildAsync(repository);

        var error = await bench.FailAsync("BuildFailed", "image", "test", "--rebuild", "--repo", repository);

        Assert.Contains("'once' failed", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.At("home/work")));
    }

    [Fact]
    public async Task Only_root_can_build_again()
    {
        SmallServer.RequireRoot();
        var repository = await SteadyAsync();
        await Workbench.RunAsync("chown", "-R", "65534:65534", repository);
        File.SetUnixFileMode(bench.Folder, (UnixFileMode)493);

        var result = await bench.Program.RunUnderAsync(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/nonexistent"], "--json", "image", "test", "--rebuild", "--repo", repository);

        result.ErrorOf("NotRoot");
    }

    private async Task<string> SteadyAsync()
    {
        var repository = await BusyboxToolchain.NewServerAsync(bench, "steady");
        await BusyboxToolchain.ComponentAsync(repository, "first", "cat alpha beta gamma below/* >$OUT/all; cp -a below $OUT/below; chmod 750 $OUT/below; chown 5:6 $OUT/all");
        await BusyboxToolchain.ComponentAsync(repository, "second", "cp -a /first/. $OUT/; id >$OUT/id; umask >$OUT/umask", "needs: [placed]\n");
        await BusyboxToolchain.ComponentAsync(repository, "placed", "mkdir -p $OUT/first; cat alpha >$OUT/first/alpha", "keep: []\n");
        await Workbench.CommitAsync(repository);
        return repository;
    }

    private async Task<string> WithLibraryAsync()
    {
        var library = await bench.RemoteAsync("library", ("code/one", "1\n"), ("code/two", "2\n"));
        var repository = await BusyboxToolchain.NewServerAsync(bench, "offline");
        await Workbench.CommitAsync(repository);
        await bench.DoAsync("dependency", "add", "file://" + library, "--name", "library", "--no-component", "--repo", repository);
        await BusyboxToolchain.ComponentAsync(repository, "app", "cat one two >$OUT/app", source: "deps/library/code");
        await Workbench.CommitAsync(repository);
        return repository;
    }

    private static void AssertPassed(BuiltImage image, JsonElement test)
    {
        Assert.True(test.GetProperty("passed").GetBoolean(), test.ToString());
        Assert.Equal(image.Identity, (test.GetProperty("tree").GetString()!, test.GetProperty("sha256").GetString()!));
        Assert.Equal(image.Identity, (test.GetProperty("treeAgain").GetString()!, test.GetProperty("sha256Again").GetString()!));
        Assert.Empty(test.GetProperty("differences").EnumerateArray());
    }
}
