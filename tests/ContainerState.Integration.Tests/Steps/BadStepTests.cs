using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Repositories;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Steps that fail, misbehave or attack: each a clear error, and the next build is clean.</summary>
public sealed class BadStepTests : LoneStepTests
{
    [Fact]
    public async Task More_components_than_a_step_can_see_are_refused()
    {
        var names = Enumerable.Range(0, 64).Select(i => $"n{i}").ToList();
        foreach (var name in names)
        {
            await Workbench.WriteAsync(Repository, $"components/{name}.yaml", $"source: source\nto: /opt/{name}\n");
        }
        Assert.Contains(
            "at most 63 can lie over its toolchain", MessageOf(await FailAsync("Plan", "touch $OUT/x", $"needs: [{string.Join(", ", names)}]")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_step_is_told_with_exit_code_last_lines_log_and_a_way_in()
    {
        var error = await FailAsync("BuildFailed", "echo first\necho last\nexit 42\necho never");

        Assert.Contains("exit code 42", MessageOf(error), StringComparison.Ordinal);
        Assert.Contains("first\nlast", MessageOf(error), StringComparison.Ordinal);
        var remedy = error.GetProperty("remedy").GetString()!;
        Assert.Contains("containerstate image debug a", remedy, StringComparison.Ordinal);
        var log = Assert.Single(Directory.EnumerateFiles(Bench.At("home/logs")));
        Assert.Contains(log, remedy, StringComparison.Ordinal);
        Assert.Equal("first\nlast\n", await File.ReadAllTextAsync(log));
        await AssertNextBuildIsCleanAsync();
    }

    [Theory]
    [InlineData("false\ntouch $OUT/a", "exit code 1")]
    [InlineData("sleep 1000 & touch $OUT/a", "left processes behind: 'sleep'")]
    [InlineData("setsid sleep 1000 </dev/null >/dev/null 2>&1 & touch $OUT/a", "left processes behind: 'sleep'")]
    [InlineData("echo hidden", "put nothing into $OUT")]
    [InlineData("yes | head -c 100000000", "said more than 64 MiB")]
    public async Task A_step_that_misbehaves_fails_and_says_why(string build, string why)
    {
        Assert.Contains(why, MessageOf(await FailAsync("BuildFailed", build)), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }

    [Theory]
    [InlineData("cp /bin/busybox $OUT/su; chmod 4755 $OUT/su", "'su': it is set-user-id or set-group-id (mode 4755)")]
    [InlineData("mkdir -p $OUT/d; chmod 2755 $OUT/d; touch $OUT/d/f", "'d': it is set-user-id or set-group-id")]
    [InlineData("for i in 1 2 3 4 5 6 7 8; do dd if=/dev/zero of=$OUT/$i bs=1 count=0 seek=1G; done", "more bytes than limits.scratch (4294967296), the holes of sparse files included")]
    [InlineData("mkfifo $OUT/pipe", "'pipe': it is a device, a socket or a pipe")]
    [InlineData("mkdir $OUT/.containerstate; echo '#mtree' > $OUT/.containerstate/mtree", "the name is kept for metadata")]
    [InlineData("mkdir $OUT/.git; touch $OUT/.git/config", "Git itself reads files of that name")]
    public async Task An_output_that_no_server_may_hold_is_refused(string build, string why)
    {
        Assert.Contains(why, MessageOf(await FailAsync("BuildOutput", build)), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }

    [Fact]
    public async Task Steps_beside_one_that_fails_go_on_and_their_results_are_kept()
    {
        await ComponentAsync("b", "sleep 4; echo b > $OUT/b");
        await ComponentAsync("c", "cat /b; echo c > $OUT/c", "needs: [b]");
        await ComponentAsync("a", "sleep 1; exit 3");
        await CommitAsync();
        var warnings = new List<string>();

        // Two at once, however many processors there are.
        var failed = await Assert.ThrowsAsync<BuildFailedException>(() =>
            ThisHost.Builder.BuildAsync(StateRepo.Open(Repository), new BuildOptions { Parallel = 2 }, warnings.Add, cancel: TestContext.Current.CancellationToken));

        Assert.Equal(("a", 3), (failed.Component, failed.ExitCode));
        Assert.Equal("a failed. Nothing new is started; what runs goes on to its end, so that its result is kept: b. Ctrl+C ends it.", Assert.Single(warnings));
        // b, and not c, which was not begun.
        var kept = Assert.Single(await ResultsAsync());
        Assert.Equal("Build b", await Workbench.GitAsync(Repository, "log", "-1", "--format=%s", "refs/containerstate/builds/" + kept));
        await ComponentAsync("a", "echo a > $OUT/a");
        await BuildAsync();
        Assert.Equal(3, (await ResultsAsync()).Count);
    }

    [Fact]
    public async Task A_step_that_says_nothing_for_long_is_told_about()
    {
        await ComponentAsync("a", "sleep 3; echo a > $OUT/a");
        await CommitAsync();
        var warnings = new List<string>();

        await ThisHost.Builder.BuildAsync(StateRepo.Open(Repository), new BuildOptions { Silence = TimeSpan.FromSeconds(1), NoCache = true }, warnings.Add, cancel: TestContext.Current.CancellationToken);

        Assert.Contains(warnings, warning => warning.StartsWith("The build step of a has said nothing for 0:0", StringComparison.Ordinal));
    }

    [Theory]
    // Its own root, and the kernel's switches.
    [InlineData("echo x > /bin/new")]
    [InlineData("echo 1 > /proc/sys/kernel/sysrq")]
    [InlineData("mount -t tmpfs none /tmp")]
    [InlineData("mknod /tmp/device b 7 0")]
    // The network, by address, since there is nobody to ask for names.
    [InlineData("wget -T 2 -O - http://10.83.0.1:8080/")]
    [InlineData("nc -w 2 192.0.2.1 80 </dev/null")]
    // The host's files, by the ways that are known to have led there.
    [InlineData("cat /proc/1/root/etc/shadow")]
    [InlineData("ls /run/containerstate")]
    [InlineData("cat /proc/1/cwd/../../../../etc/debian_version")]
    // Another component's output that was not asked for.
    [InlineData("cat /other")]
    public async Task A_step_reaches_nothing_but_its_own(string build)
    {
        await ComponentAsync("other", "echo secret > $OUT/other", "keep: []");

        Assert.Contains("exit code", MessageOf(await FailAsync("BuildFailed", $"touch $OUT/a\n{build}")), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }

    [Fact]
    public async Task A_link_in_the_output_is_a_link_and_never_what_it_leads_to()
    {
        await ComponentAsync("a", "ln -s /etc/passwd $OUT/file; ln -s / $OUT/folder");

        var list = await (await BuildAsync()).ListAsync("-ll");

        Assert.Contains("squashfs-root/file -> /etc/passwd\n", list, StringComparison.Ordinal);
        Assert.Contains("squashfs-root/folder -> /\n", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fills_its_scratch_is_told_so()
    {
        var error = await FailAsync("BuildFailed", "head -c 200000000 /dev/zero > $OUT/big", "limits: {scratch: 50MiB}");
        Assert.Contains("the 50 MiB that it may write are full", MessageOf(error), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }

    [Fact]
    public async Task A_step_that_takes_too_much_memory_is_killed()
    {
        var error = await FailAsync("BuildFailed", "tail /dev/zero", "limits: {memory: 60MiB}");
        Assert.Contains("more than 60 MiB", MessageOf(error), StringComparison.Ordinal);
        await AssertNextBuildIsCleanAsync();
    }

    [Fact]
    public async Task A_step_that_forks_without_end_ends_at_its_limit()
    {
        await FailAsync("BuildFailed", "b() { b | b & }\nb\nsleep 2", "limits: {processes: 60}");
        await AssertNextBuildIsCleanAsync();
    }

    [Fact]
    public async Task Many_files_are_no_hindrance()
    {
        await ComponentAsync("a", "i=0; while [ $i -lt 1000 ]; do mkdir $OUT/$i; j=0; while [ $j -lt 100 ]; do echo $i > $OUT/$i/$j; j=$((j+1)); done; i=$((i+1)); done");

        var image = await BuildAsync();

        Assert.Equal("999\n", await ReadAsync(image, "999/99"));
    }

    [Fact]
    public async Task A_file_that_Git_cannot_well_hold_is_refused()
    {
        var error = await FailAsync("BuildOutput", "dd if=/dev/zero of=$OUT/big bs=1 count=0 seek=2147483648");
        Assert.Contains("2147483648 bytes", MessageOf(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Components_in_a_circle_are_refused_before_anything_is_built()
    {
        await ComponentAsync("b", "touch $OUT/b", "needs: [a]");
        var error = await FailAsync("Plan", "touch $OUT/a", "needs: [b]");
        Assert.Contains("in a circle: a -> b -> a", MessageOf(error), StringComparison.Ordinal);
        Assert.Empty(await ResultsAsync());
    }

    [Fact]
    public async Task A_need_that_is_unknown_is_refused()
    {
        var error = await FailAsync("Plan", "touch $OUT/a", "needs: [zlib]");
        Assert.Contains("it needs 'zlib', and there is no such component", MessageOf(error), StringComparison.Ordinal);
        Assert.Contains("Known: a, rootfs.", error.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_toolchain_without_a_shell_is_refused()
    {
        await Workbench.WriteAsync(Repository, "bare/etc/hosts", "");
        await ComponentAsync("a", "touch $OUT/a");
        await CommitAsync();
        var file = Path.Combine(Repository, "components/a.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("toolchain: toolchain", "toolchain: bare", StringComparison.Ordinal));
        await CommitAsync();

        var error = await Bench.FailAsync("Plan", "image", "build", "--repo", Repository);

        Assert.Contains("its toolchain bare has no /bin/sh", MessageOf(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_toolchain_that_is_not_there_is_told_with_its_line()
    {
        await ComponentAsync("a", "touch $OUT/a");
        var file = Path.Combine(Repository, "components/a.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("toolchain: toolchain", "toolchain: deps/none", StringComparison.Ordinal));
        await CommitAsync();

        var error = await Bench.FailAsync("StateFile", "image", "build", "--repo", Repository);

        Assert.Contains("components/a.yaml, line 2, toolchain:", MessageOf(error), StringComparison.Ordinal);
        Assert.Contains("toolchain", MessageOf(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_need_that_would_hide_part_of_the_toolchain_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(Repository, "toolchain/usr/share"));
        await Workbench.WriteAsync(Repository, "toolchain/usr/share/linker", "x");
        File.CreateSymbolicLink(Path.Combine(Repository, "toolchain/share"), "usr/share");
        await ComponentAsync("library", "mkdir $OUT/share; touch $OUT/share/library", "keep: []");

        var error = await FailAsync("Plan", "touch $OUT/a", "needs: [library]");

        Assert.Contains("a folder /share, which in the toolchain is a link", MessageOf(error), StringComparison.Ordinal);
    }
}
