using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>What a build step sees, and what becomes of its output.</summary>
public sealed class BuildStepTests : LoneStepTests
{
    [Fact]
    public async Task A_file_with_many_names_counts_once()
    {
        // By its names it has 4.5 GiB, more than the step may write in all.
        await ComponentAsync("a", "dd if=/dev/zero of=$OUT/0 bs=1 count=0 seek=64M; i=1; while [ $i -lt 72 ]; do ln $OUT/0 $OUT/$i; i=$((i+1)); done");

        var list = await (await BuildAsync()).ListAsync("-lln");

        Assert.Equal(72, list.Split('\n').Count(line => line.Contains(" 67108864 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_step_puts_into_OUT_is_on_the_server_and_nothing_else()
    {
        await ComponentAsync("a", "mkdir -p $OUT/etc\ncp text $OUT/etc/copy\necho made > made-in-source", "to: /srv");

        var image = await BuildAsync();

        Assert.Equal("some text\n", await ReadAsync(image, "srv/etc/copy"));
        var files = await image.ListAsync("-lls");
        Assert.DoesNotContain("busybox", files, StringComparison.Ordinal);
        Assert.DoesNotContain("made-in-source", files, StringComparison.Ordinal);
        Assert.Equal("", await Workbench.GitAsync(Repository, "status", "--porcelain"));
    }

    [Fact]
    public async Task A_step_sees_a_plain_component_where_it_lands_on_the_server()
    {
        await Workbench.WriteAsync(Repository, "source/other", "not kept\n");
        await Workbench.WriteAsync(Repository, "components/data.yaml", "source: source\nto: /opt/data\nkeep: [text]\n");
        await ComponentAsync("a", "cat /opt/data/text > $OUT/seen\nls /opt/data >> $OUT/seen\ntest ! -e /text", "needs: [data]");

        Assert.Equal("some text\ntext\n", await ReadAsync(await BuildAsync(), "seen"));
    }

    [Theory]
    [InlineData(null, "root:x:0:0:root:/tmp:/bin/sh")]
    [InlineData("root:x:0:0:mine:/root:/bin/sh\n", "root:x:0:0:mine:/root:/bin/sh")]
    public async Task A_toolchain_without_accounts_and_hosts_is_given_some(string? own, string first)
    {
        if (own is not null)
        {
            await Workbench.WriteAsync(Repository, "toolchain/etc/passwd", own);
        }
        await ComponentAsync("a", """
            head -n 1 /etc/passwd > $OUT/seen
            head -n 1 /etc/group >> $OUT/seen
            head -n 1 /etc/hosts >> $OUT/seen
            head -n 1 /etc/nsswitch.conf >> $OUT/seen
            id -un >> $OUT/seen
            stat -c '%u %a' /etc/passwd /etc >> $OUT/seen
            """);

        Assert.Equal($"{first}\nroot:x:0:\n127.0.0.1 localhost build\npasswd: files\nroot\n0 644\n0 755\n", await ReadAsync(await BuildAsync(), "seen"));
    }

    [Fact]
    public async Task A_step_runs_in_fixed_surroundings()
    {
        await ComponentAsync("a", "{ env; hostname; id; touch $OUT/new; stat -c %a $OUT/new; pwd; nproc > /dev/null; } > $OUT/said; rm $OUT/new");

        var lines = (await ReadAsync(await BuildAsync(), "said")).Split('\n');

        Assert.Contains("TZ=UTC", lines);
        Assert.Contains("LC_ALL=C.UTF-8", lines);
        Assert.Contains("SOURCE_DATE_EPOCH=315532800", lines);
        Assert.Contains("OUT=/out", lines);
        Assert.Contains($"JOBS={Environment.ProcessorCount}", lines);
        Assert.Contains("build", lines);
        Assert.Contains(lines, line => line.StartsWith("uid=0", StringComparison.Ordinal));
        Assert.Contains("644", lines);
        Assert.Contains("/src", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("container", StringComparison.OrdinalIgnoreCase) && line != "container=lxc");
    }

    [Fact]
    public async Task Nothing_in_a_step_is_older_than_a_zip_archive_can_hold()
    {
        await ComponentAsync("b", "echo x > $OUT/needed");
        await ComponentAsync("a", "stat -c '%n %Y' /src /src/text /bin/busybox /needed > $OUT/seen", "needs: [b]");

        Assert.Equal("/src 315532800\n/src/text 315532800\n/bin/busybox 315532800\n/needed 315532800\n", await ReadAsync(await BuildAsync(), "seen"));
    }

    [Fact]
    public async Task A_step_opens_its_output_by_path()
    {
        await ComponentAsync("a", "set -e; cat /dev/stdin; echo x > /dev/stdout; echo y >> /dev/stderr; echo opened > $OUT/said");

        Assert.Equal("opened\n", await ReadAsync(await BuildAsync(), "said"));
    }

    [Fact]
    public async Task Owners_modes_links_and_empty_folders_arrive()
    {
        await ComponentAsync("a", """
            mkdir -p $OUT/empty/inner $OUT/private
            echo x > $OUT/private/key
            chmod 700 $OUT/private; chmod 600 $OUT/private/key; chown 33:44 $OUT/private/key
            cp /bin/busybox $OUT/su; chown 0:5 $OUT/su; chmod 4755 $OUT/su
            ln -s ../nowhere $OUT/link
            echo y > "$OUT/two
            lines"
            """, "setuid: [su]");

        var image = await BuildAsync();

        var list = await image.ListAsync("-lln");
        Assert.Matches(@"drwxr-xr-x 0/0 .*squashfs-root/empty/inner\n", list);
        Assert.Matches(@"drwx------ 0/0 .*squashfs-root/private\n", list);
        Assert.Matches(@"-rw------- 33/44 .*squashfs-root/private/key\n", list);
        Assert.Matches(@"-rwsr-xr-x 0/5 .*squashfs-root/su\n", list);
        Assert.Contains("link -> ../nowhere\n", list, StringComparison.Ordinal);
        Assert.Contains("squashfs-root/two\nlines\n", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_sees_the_toolchain_and_what_it_needs_and_no_more()
    {
        await ComponentAsync("library", "mkdir -p $OUT/lib; echo 1 > $OUT/lib/one", "keep: []");
        await ComponentAsync("other", "mkdir -p $OUT/lib; echo 2 > $OUT/lib/two", "keep: []");
        await ComponentAsync("program", "ls /lib > $OUT/seen", "needs: [library]");

        var image = await BuildAsync();

        Assert.Equal("one\n", await ReadAsync(image, "seen"));
        Assert.DoesNotContain("squashfs-root/lib/", await image.ListAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_changed_is_built_again_and_an_equal_output_ends_it()
    {
        await ComponentAsync("a", "head -n 1 text > $OUT/a", "keep: []");
        await ComponentAsync("b", "cat /a > $OUT/b; echo b >> $OUT/b", "needs: [a]\nkeep: []");
        await ComponentAsync("c", "cat /b > $OUT/c; echo c >> $OUT/c", "needs: [b]");
        await Workbench.WriteAsync(Repository, "other/text", "other\n");
        await ComponentAsync("d", "cp text $OUT/d");
        await File.WriteAllTextAsync(Path.Combine(Repository, "components/d.yaml"), (await File.ReadAllTextAsync(Path.Combine(Repository, "components/d.yaml"))).Replace("source: source", "source: other", StringComparison.Ordinal));
        var first = await BuildAsync();
        Assert.Equal(4, (await ResultsAsync()).Count);

        // A comment: nothing is built.
        await File.AppendAllTextAsync(Path.Combine(Repository, "state.yaml"), "# a comment\n");
        var second = await BuildAsync();
        Assert.Equal(first.Identity, second.Identity);
        Assert.Equal(4, (await ResultsAsync()).Count);

        // A line that does not reach the output of a: a is built again, and then it stops.
        await File.AppendAllTextAsync(Path.Combine(Repository, "source/text"), "a second line\n");
        var third = await BuildAsync();
        Assert.Equal(first.Identity, third.Identity);
        var afterThird = await ResultsAsync();
        // b and c have the same source, so they are built as well; d is not.
        Assert.Equal(7, afterThird.Count);

        // Another source: d alone.
        await Workbench.WriteAsync(Repository, "other/text", "changed\n");
        var fourth = await BuildAsync();
        Assert.NotEqual(first.Id, fourth.Id);
        Assert.Equal(8, (await ResultsAsync()).Count);
        Assert.Equal("changed\n", await ReadAsync(fourth, "d"));
        Assert.Equal("some text\nb\nc\n", await ReadAsync(fourth, "c"));
    }

    [Fact]
    public async Task A_rebuild_of_an_equal_output_stops_there()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await Workbench.WriteAsync(Repository, $"{name}-source/text", name + "\n");
        }
        await ComponentAsync("a", "head -n 1 text > $OUT/a", "keep: []");
        await ComponentAsync("b", "cat /a text > $OUT/b", "needs: [a]\nkeep: []");
        await ComponentAsync("c", "cat /b text > $OUT/c", "needs: [b]");
        foreach (var name in (string[])["a", "b", "c"])
        {
            var file = Path.Combine(Repository, $"components/{name}.yaml");
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("source: source", $"source: {name}-source", StringComparison.Ordinal));
        }
        var first = await BuildAsync();
        Assert.Equal(3, (await ResultsAsync()).Count);

        await File.AppendAllTextAsync(Path.Combine(Repository, "a-source/text"), "not taken\n");
        var second = await BuildAsync();

        Assert.Equal(4, (await ResultsAsync()).Count);
        Assert.Equal(first.Identity, second.Identity);
        Assert.Equal("a\nb\nc\n", await ReadAsync(second, "c"));
    }

    [Fact]
    public async Task A_rebuild_that_comes_out_otherwise_is_told()
    {
        await ComponentAsync("a", "cat /proc/sys/kernel/random/uuid > $OUT/a");
        await BuildAsync();

        var again = await Bench.Program.RunAsync("--json", "image", "build", "--repo", Repository, "--rebuild", "a");

        Assert.Equal(0, again.ExitCode);
        Assert.Contains(again.ErrorObjects, json => json.TryGetProperty("warning", out var text) && text.GetString()!.StartsWith("The component a was built again, and its output is not what it was", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_step_says_is_shown_when_asked_for_and_kept()
    {
        await ComponentAsync("a", "echo one; echo two >&2; touch $OUT/a");
        await CommitAsync();

        var built = await Bench.Program.RunAsync("--json", "image", "build", "--repo", Repository, "--show-output");

        Assert.Equal(
            ["a: one", "a: two"],
            built.ErrorObjects.Where(json => json.TryGetProperty("line", out _)).Select(json => $"{json.GetProperty("component").GetString()}: {json.GetProperty("line").GetString()}"));
        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(Bench.At("home/logs")))));
    }

    [Fact]
    public async Task A_shell_in_the_container_sees_what_the_step_would_and_changes_nothing()
    {
        await ComponentAsync("library", "echo l > $OUT/library", "keep: []");
        await ComponentAsync("a", "false", "needs: [library]");
        await CommitAsync();

        var shell = await Workbench.RunAsync(
            "sh", "-c", $"echo 'pwd; cat text /library; hostname; echo x > text; echo $JOBS' | CONTAINERSTATE_HOME={Bench.Program.Home} {NativeProgram.File} image debug a --repo {Repository}");

        Assert.Equal($"/src\nsome text\nl\nbuild\n{Environment.ProcessorCount}\n", shell);
        Assert.Equal("", await Workbench.GitAsync(Repository, "status", "--porcelain"));
    }
}
