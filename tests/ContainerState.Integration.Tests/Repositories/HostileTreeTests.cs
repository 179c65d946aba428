using System.Diagnostics;
using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Repositories;

/// <summary>Commits that no honest git would make: each is refused with an error that says why, and nothing is built.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".giT")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("/etc")]
    [InlineData("not-utf8-\u00ff")]
    public async Task A_file_of_a_name_that_no_file_may_have_is_refused(string name)
    {
        var repository = await bench.NewAsync();
        var blob = await RawTree.BlobAsync(repository, "evil\n");
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, ("100644", name, blob)));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".git")]
    public async Task A_folder_of_such_a_name_is_refused_at_any_depth(string name)
    {
        var repository = await bench.NewAsync();
        var tree = await RawTree.TreeAsync(repository, ("100644", "file", await RawTree.BlobAsync(repository, "evil\n")));
        foreach (var folder in (string[])[name, "a", "b", "c"])
        {
            tree = await RawTree.TreeAsync(repository, ("40000", folder, tree));
        }
        await RawTree.CommitAsync(repository, "rootfs", tree);

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Fact]
    public async Task Two_entries_of_one_name_are_refused()
    {
        var repository = await bench.NewAsync();
        var (one, other) = (await RawTree.BlobAsync(repository, "/etc"), await RawTree.BlobAsync(repository, "other"));
        var folder = await RawTree.TreeAsync(repository, ("100644", "passwd", other));
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, ("120000", "link", one), ("40000", "link", folder)));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Fact]
    public async Task A_tree_of_ten_thousand_levels_is_refused()
    {
        var repository = await bench.NewAsync();
        var blob = await RawTree.BlobAsync(repository, "deep\n");
        await RawTree.CommitAsync(repository, "rootfs", await DeepAsync(repository, blob, 10_000));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Fact]
    public async Task A_tree_of_ten_thousand_levels_in_a_dependency_is_refused()
    {
        var app = await bench.RemoteAsync("app", ("file", "x"));
        await RawTree.CommitAsync(app, "deep", await DeepAsync(app, await RawTree.BlobAsync(app, "deep\n"), 10_000));
        var repository = await bench.NewAsync();

        var error = await bench.FailAsync("UnsafeTree", "dependency", "add", app, "--name", "app", "--repo", repository);
        Assert.StartsWith("deps/app holds", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        // Somebody else's program may have pinned it.
        await bench.DoAsync("dependency", "add", app, "--name", "app", "--no-component", "--repo", repository);
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: deps/app\nto: /srv\n");
        await Workbench.CommitAsync(repository);

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Theory]
    [InlineData("")]
    [InlineData("keep: [\"**/x\"]\n")]
    public async Task A_tree_that_unfolds_to_ten_thousand_million_files_is_refused_soon(string keep)
    {
        var repository = await bench.NewAsync();
        var tree = await RawTree.TreeAsync(repository, ("100644", "x", await RawTree.BlobAsync(repository, "bomb\n")));
        for (var level = 0; level < 10; level++)
        {
            tree = await RawTree.TreeAsync(repository, [.. Enumerable.Range(0, 10).Select(i => ("40000", $"{i}", tree))]);
        }
        await Workbench.WriteAsync(repository, "components/bomb.yaml", "source: bomb\nto: /\n" + keep);
        await Workbench.CommitAsync(repository);
        await RawTree.CommitAsync(repository, "bomb", tree);

        var watch = Stopwatch.StartNew();
        var error = await RefusedAsync(repository, "UnsafeTree", "timeout", "--signal=KILL", "120");
        TestContext.Current.TestOutputHelper?.WriteLine($"refused after {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Contains("entries", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("srv", "/etc")]
    [InlineData("srv", "../../../../tmp")]
    [InlineData("srv/www", "/")]
    public async Task A_component_that_writes_below_a_symbolic_link_of_another_is_refused(string link, string target)
    {
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, "components/a.yaml", "source: a\nto: /\n");
        Directory.CreateDirectory(Path.GetDirectoryName($"{repository}/a/{link}")!);
        File.CreateSymbolicLink($"{repository}/a/{link}", target);
        await Workbench.CommitAsync(repository);

        var error = await RefusedAsync(repository, "Plan");

        Assert.Contains("symbolic link", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("tmp")]
    [InlineData("proc")]
    public async Task A_symbolic_link_where_a_filesystem_is_mounted_is_refused(string link)
    {
        var repository = await bench.NewAsync();
        File.CreateSymbolicLink($"{repository}/rootfs/{link}", "/etc");
        await Workbench.CommitAsync(repository);

        await RefusedAsync(repository, "Plan");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b' })]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'x' })]
    public async Task A_symbolic_link_with_a_target_that_Linux_does_not_take_is_refused(byte[] target)
    {
        var repository = await bench.NewAsync();
        var link = await RawTree.BlobAsync(repository, target);
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, ("120000", "link", link)));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Fact]
    public async Task A_symbolic_link_of_a_megabyte_is_refused()
    {
        var repository = await bench.NewAsync();
        var link = await RawTree.BlobAsync(repository, new string('x', 1 << 20));
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, ("120000", "link", link)));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Theory]
    [InlineData("40000", "100644")]
    [InlineData("100644", "40000")]
    [InlineData("120000", "40000")]
    public async Task An_entry_that_says_it_is_of_another_kind_than_its_object_is_refused(string said, string real)
    {
        var repository = await bench.NewAsync();
        var blob = await RawTree.BlobAsync(repository, "content\n");
        var id = real == "40000" ? await RawTree.TreeAsync(repository, ("100644", "x", blob)) : blob;
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, (said, "thing", id)));

        await RefusedAsync(repository, "UnsafeTree");
    }

    [Theory]
    [InlineData("40000")]
    [InlineData("100644")]
    public async Task An_object_that_is_nowhere_is_named(string mode)
    {
        var repository = await bench.NewAsync();
        await RawTree.CommitAsync(repository, "rootfs", await RawTree.TreeAsync(repository, (mode, "thing", new string('d', 40))));

        var error = await RefusedAsync(repository, "UnsafeTree");

        Assert.Contains("thing", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    private static async Task<string> DeepAsync(string repository, string blob, int levels)
    {
        // fast-import writes them in one go; ten thousand processes would take minutes.
        var path = string.Concat(Enumerable.Repeat("d/", levels)) + "f";
        var input = $"commit refs/heads/deep\ncommitter t <t@localhost> 0 +0000\ndata 1\nx\nM 100644 {blob} {path}\n\ndone\n";
        await Workbench.GitWithInputAsync(repository, System.Text.Encoding.ASCII.GetBytes(input), "fast-import", "--quiet", "--done");
        return await Workbench.GitAsync(repository, "rev-parse", "refs/heads/deep^{tree}");
    }

    private async Task<JsonElement> RefusedAsync(string repository, string errorId, params string[] wrapper)
    {
        var result = await bench.Program.RunUnderAsync(wrapper, "--json", "image", "build", "--repo", repository);

        Assert.True(result.ErrorObjects.Count > 0, $"exit code {result.ExitCode}: {result.Output}");
        var error = result.ErrorOf(errorId);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(bench.At("home/images")) && Directory.EnumerateFileSystemEntries(bench.At("home/images")).Any());
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("home/work"), Path.Combine(repository, ".git/containerstate/work"));
        return error;
    }
}
