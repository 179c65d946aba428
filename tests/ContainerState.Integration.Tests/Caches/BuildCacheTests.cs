using System.Text.Json;
using ContainerState.Integration.Tests.Builds;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Caches;

/// <summary>A Git remote as the cache of what real containers built.</summary>
public sealed class BuildCacheTests : IDisposable
{
    private const string Results = "refs/containerstate/builds/";

    private readonly Workbench bench = new();
    private int homes;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_second_clone_takes_what_the_first_has_built_and_starts_no_container()
    {
        SmallServer.RequireRoot();
        var (first, remote) = await MakeAsync();
        var image = await bench.BuildAsync(first);
        Assert.Equal(["app Sent", "lib Sent"], States(await EntriesAsync("push", remote, "--repo", first)));
        Assert.Equal(["app Present", "lib Present"], States(await EntriesAsync("push", remote, "--repo", first)));

        var second = await CloneAsync(remote);
        Assert.Equal(["app Received", "lib Received"], States(await EntriesAsync("pull", "--repo", second)));
        var (built, home) = await BuildAnewAsync(second);
        Assert.Equal(image.Identity, built.Identity);
        AssertNoStepRan(home, built);
        Assert.Equal("LIB\napp\n", await built.ReadAsync("app"));

        // As against: a clone that takes nothing runs its steps.
        var third = await CloneAsync(remote);
        (built, home) = await BuildAnewAsync(third);
        Assert.Equal(image.Identity, built.Identity);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(home, "logs")).Length);
    }

    [Fact]
    public async Task Honest_results_are_built_again_all_or_a_sample_and_come_out_equal()
    {
        SmallServer.RequireRoot();
        var (first, remote) = await MakeAsync();
        await bench.BuildAsync(first);
        await EntriesAsync("push", remote, "--repo", first);

        var one = await EntriesAsync("pull", "--sample", "1", "--repo", await CloneAsync(remote));
        Assert.Equal(["app Received", "lib Received"], States(one));
        Assert.Single(one, entry => entry.GetProperty("verified").GetBoolean());
        var all = await EntriesAsync("pull", "--verify", "--repo", await CloneAsync(remote));
        Assert.All(all, entry => Assert.Equal(("Received", true), (entry.GetProperty("state").GetString(), entry.GetProperty("verified").GetBoolean())));
    }

    [Theory]
    [InlineData("lib", new string[0])]
    [InlineData("app", new[] { "lib Received" })]
    public async Task A_result_that_points_to_another_tree_is_found_by_building_again(string component, string[] kept)
    {
        SmallServer.RequireRoot();
        var (first, remote) = await MakeAsync();
        await bench.BuildAsync(first);
        var sent = await EntriesAsync("push", remote, "--repo", first);
        var (key, tree) = KeyAndTree(sent, component);
        var other = await FalsifyAsync(first, remote, key);
        var second = await CloneAsync(remote);

        var result = await bench.Program.RunAsync("cache", "pull", "--verify", "--repo", second, "--json");
        Assert.Equal(1, result.ExitCode);
        var error = result.ErrorOf("CacheMismatch");
        Assert.Equal(component, error.GetProperty("target").GetString());
        Assert.All((string[])[component, key, tree, other], text => Assert.Contains(text, error.GetProperty("message").GetString()!, StringComparison.Ordinal));
        Assert.Equal(kept, States(result.Objects));
        Assert.Equal(kept.Length, (await ReferencesAsync(second)).Length);

        var image = await bench.BuildAsync(second);
        Assert.Equal((await bench.BuildAsync(first)).Id, image.Id);
    }

    [Fact]
    public async Task What_was_built_upon_a_false_result_is_not_kept_either()
    {
        SmallServer.RequireRoot();
        var (first, remote) = await MakeAsync();
        await bench.BuildAsync(first);
        var (key, _) = KeyAndTree(await EntriesAsync("push", remote, "--repo", first), "lib");
        await FalsifyAsync(first, remote, key, "lib/lib");
        // Somebody believes it, and sends what came of it: under its own key, and by an honest step.
        var believer = await CloneAsync(remote);
        Assert.Equal(["app Missing", "lib Received"], States(await EntriesAsync("pull", "--repo", believer)));
        await bench.BuildAsync(believer);
        Assert.Equal(["app Sent", "lib Present"], States(await EntriesAsync("push", "--repo", believer)));

        var second = await CloneAsync(remote);
        Assert.Equal(["app Received", "lib Received"], States(await EntriesAsync("pull", "--repo", second)));
        var third = await CloneAsync(remote);
        Assert.Equal("lib", (await bench.FailAsync("CacheMismatch", "cache", "pull", "--verify", "--repo", third)).GetProperty("target").GetString());
        Assert.Empty(await ReferencesAsync(third));
    }

    [Fact]
    public async Task A_false_result_is_taken_back_with_the_server_that_it_gave()
    {
        SmallServer.RequireRoot();
        var (first, remote) = await MakeAsync();
        var honest = await bench.BuildAsync(first);
        var sent = await EntriesAsync("push", remote, "--repo", first);
        await FalsifyAsync(first, remote, KeyAndTree(sent, "app").Key);
        var second = await CloneAsync(remote);
        await EntriesAsync("pull", "--repo", second);
        Assert.NotEqual(honest.Id, (await bench.BuildAsync(second)).Id);

        Assert.Equal(1, (await bench.Program.RunAsync("cache", "pull", "--verify", "--repo", second)).ExitCode);
        Assert.Single(await ReferencesAsync(second));
        Assert.Equal(honest.Identity, (await bench.BuildAsync(second)).Identity);
    }

    [Fact]
    public async Task After_clearing_and_git_gc_nothing_still_used_is_built_again()
    {
        SmallServer.RequireRoot();
        var (repository, _) = await MakeAsync();
        await bench.BuildAsync(repository);
        var older = await ReferencesAsync(repository);
        await Workbench.WriteAsync(repository, "src/lib.txt", "another lib\n");
        await Workbench.CommitAsync(repository);
        var image = await bench.BuildAsync(repository);
        Assert.Equal(4, (await ReferencesAsync(repository)).Length);
        var waste = await Workbench.GitAsync(repository, "rev-parse", older[0] + "^{tree}");

        var would = await ObjectsAsync("cache", "clear", "--older-than-days", "0", "--dry-run", "--repo", repository);
        Assert.Equal(4, (await ReferencesAsync(repository)).Length);
        var removed = await ObjectsAsync("cache", "clear", "--older-than-days", "0", "--repo", repository);
        Assert.Equal(would.Select(item => item.GetProperty("name").GetString()), removed.Select(item => item.GetProperty("name").GetString()));
        Assert.Equal(older.Select(name => name[Results.Length..]), Names(removed, "Result"));
        Assert.Equal(4, Names(removed, "Log").Count);
        Assert.Empty(Names(removed, "Layer"));

        await Workbench.GitAsync(repository, "gc", "--quiet", "--prune=now");
        Assert.Equal("", await Workbench.GitAsync(repository, "fsck", "--strict", "--no-dangling"));
        await Assert.ThrowsAnyAsync<Exception>(() => Workbench.GitAsync(repository, "cat-file", "-e", waste));
        var (again, home) = await BuildAnewAsync(repository);
        Assert.Equal(image.Identity, again.Identity);
        AssertNoStepRan(home, again);
    }

    private async Task<(string Repository, string Remote)> MakeAsync()
    {
        var repository = await bench.NewAsync();
        await BusyboxToolchain.WriteAsync(repository);
        await Workbench.WriteAsync(repository, "src/lib.txt", "lib\n");
        await Workbench.WriteAsync(repository, "app/app.txt", "app\n");
        await Workbench.WriteAsync(repository, "components/lib.yaml", "source: src\nbuild: mkdir $OUT/lib; tr a-z A-Z <lib.txt >$OUT/lib/lib\ntoolchain: toolchain\nkeep: []\n");
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: app\nbuild: cat /lib/lib app.txt >$OUT/app\ntoolchain: toolchain\nneeds: [lib]\n");
        await Workbench.CommitAsync(repository, "Build an app");
        return (repository, await bench.PushAsync(repository, "remote.git"));
    }

    private async Task<string> CloneAsync(string remote)
    {
        var place = bench.At($"clone{++homes}");
        await bench.DoAsync("repo", "clone", remote, place);
        return place;
    }

    private async Task<(BuiltImage Image, string Home)> BuildAnewAsync(string repository)
    {
        var home = bench.At($"home{++homes}");
        return (await bench.BuildUnderAsync(["env", "CONTAINERSTATE_HOME=" + home], repository), home);
    }

    // A step writes its layers before its container starts, and its log as it starts.
    private static void AssertNoStepRan(string home, BuiltImage image)
    {
        Assert.NotEmpty(Workbench.InFolder(Path.Combine(home, "images")));
        Assert.Equal(image.Layers, Workbench.InFolder(Path.Combine(home, "layers")).Where(path => path.EndsWith(".squashfs", StringComparison.Ordinal)));
        Assert.Empty(Workbench.InFolder(Path.Combine(home, "logs")));
    }

    /// <summary>Changes a result at the remote to a commit that says the same, but has another tree.</summary>
    private static async Task<string> FalsifyAsync(string repository, string remote, string key, string path = "app")
    {
        var tree = await Workbench.GitWithInputAsync(repository, "false\n"u8.ToArray(), "hash-object", "-w", "--stdin");
        foreach (var name in path.Split('/').Reverse())
        {
            var kind = await Workbench.GitAsync(repository, "cat-file", "-t", tree);
            var entry = $"{(kind == "blob" ? "100644" : "040000")} {kind} {tree}\t{name}\n";
            tree = await Workbench.GitWithInputAsync(repository, System.Text.Encoding.ASCII.GetBytes(entry), "mktree");
        }
        var commit = await Workbench.GitAsync(repository, "commit-tree", tree, "-m", await Workbench.GitAsync(repository, "log", "-1", "--format=%B", Results + key));
        await Workbench.GitAsync(repository, "push", "--quiet", "--force", remote, $"{commit}:{Results}{key}");
        return tree;
    }

    private async Task<IReadOnlyList<JsonElement>> ObjectsAsync(params string[] arguments)
    {
        var result = await bench.Program.RunAsync([.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(result.Error);
        return result.Objects;
    }

    private Task<IReadOnlyList<JsonElement>> EntriesAsync(params string[] arguments) => ObjectsAsync(["cache", .. arguments]);

    private static async Task<string[]> ReferencesAsync(string repository) =>
        (await Workbench.GitAsync(repository, "for-each-ref", "--format=%(refname)", Results)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static (string Key, string Tree) KeyAndTree(IReadOnlyList<JsonElement> entries, string component)
    {
        var entry = entries.Single(entry => entry.GetProperty("component").GetString() == component);
        return (entry.GetProperty("key").GetString()!, entry.GetProperty("tree").GetString()!);
    }

    private static IReadOnlyList<string> States(IReadOnlyList<JsonElement> entries) =>
        [.. entries.Select(entry => $"{entry.GetProperty("component").GetString()} {entry.GetProperty("state").GetString()}").Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Names(IReadOnlyList<JsonElement> items, string kind) =>
        [.. items.Where(item => item.GetProperty("kind").GetString() == kind).Select(item => item.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
}
