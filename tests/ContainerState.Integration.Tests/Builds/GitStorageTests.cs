using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>However Git keeps a commit's objects, and whatever it is told to show in their place, the image is the same.</summary>
public sealed class GitStorageTests : IDisposable
{
    private readonly Workbench bench = new();
    private int builds;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Loose_objects_and_packs_with_deltas_are_the_same_image()
    {
        var (repository, expected) = await MakeAsync();
        var loose = int.Parse((await Workbench.GitAsync(repository, "count-objects")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(loose > 100, $"{loose} loose objects");

        await Workbench.GitAsync(repository, "gc", "--quiet", "--aggressive", "--prune=now");
        Assert.StartsWith("0 objects", await Workbench.GitAsync(repository, "count-objects"), StringComparison.Ordinal);
        Assert.Equal(expected.Identity, (await AnewAsync(repository)).Identity);
    }

    [Fact]
    public async Task A_collection_of_garbage_leaves_what_images_were_built_of()
    {
        var (repository, expected) = await MakeAsync();

        await Workbench.GitAsync(repository, "gc", "--quiet", "--prune=now");

        Assert.Equal("tree", await Workbench.GitAsync(repository, "cat-file", "-t", expected.Id));
        Assert.Equal("", await Workbench.GitAsync(repository, "fsck", "--strict", "--no-dangling"));
    }

    [Fact]
    public async Task Replace_references_change_nothing()
    {
        var (repository, expected) = await MakeAsync();
        var page = await Workbench.GitAsync(repository, "rev-parse", "HEAD:rootfs/page0");
        var other = await Workbench.GitAsync(repository, "rev-parse", "HEAD:rootfs/page1");
        await Workbench.GitAsync(repository, "replace", page, other);
        await Workbench.GitAsync(repository, "replace", await Workbench.GitAsync(repository, "rev-parse", "HEAD:rootfs"), await Workbench.GitAsync(repository, "rev-parse", "HEAD:components"));
        var elsewhere = await Workbench.GitAsync(repository, "commit-tree", "-m", "Elsewhere", "HEAD~1^{tree}");
        await Workbench.GitAsync(repository, "replace", "HEAD", elsewhere);
        Assert.Equal(await Workbench.GitAsync(repository, "show", other), await Workbench.GitAsync(repository, "show", page));

        Assert.Equal(expected.Identity, (await AnewAsync(repository)).Identity);
    }

    [Fact]
    public async Task Grafts_change_nothing()
    {
        var (repository, expected) = await MakeAsync();
        await Workbench.WriteAsync(repository, ".git/info/grafts", expected.Commit + "\n");
        Assert.Equal("1", await Workbench.GitAsync(repository, "rev-list", "--count", "HEAD"));

        Assert.Equal(expected.Identity, (await AnewAsync(repository)).Identity);
    }

    [Fact]
    public async Task Attributes_and_filters_change_nothing()
    {
        var (repository, expected) = await MakeAsync();
        await Workbench.GitAsync(repository, "config", "core.autocrlf", "true");
        await Workbench.GitAsync(repository, "config", "core.eol", "crlf");
        await Workbench.GitAsync(repository, "config", "filter.evil.smudge", $"touch {bench.At("smudged")}; cat");
        await Workbench.GitAsync(repository, "config", "filter.evil.clean", $"touch {bench.At("cleaned")}; cat");
        await Workbench.GitAsync(repository, "config", "filter.evil.required", "true");
        await Workbench.GitAsync(repository, "config", "diff.evil.textconv", $"touch {bench.At("converted")}; cat");
        await Workbench.WriteAsync(repository, ".git/info/attributes", "* text eol=crlf filter=evil diff=evil export-subst export-ignore ident working-tree-encoding=UTF-16\n");

        Assert.Equal(expected.Identity, (await AnewAsync(repository)).Identity);
        Assert.False(File.Exists(bench.At("smudged")));
        Assert.False(File.Exists(bench.At("cleaned")));
        Assert.False(File.Exists(bench.At("converted")));
        Assert.Contains("$Format:%H$ $Id$\n", await expected.ReadAsync("page0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_borrowed_from_another_repository_are_read_where_they_are()
    {
        var (repository, expected) = await MakeAsync();
        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--shared", repository, "borrower");
        Assert.True(File.Exists(bench.At("borrower/.git/objects/info/alternates")));

        Assert.Equal(expected.Identity, (await AnewAsync(bench.At("borrower"))).Identity);
    }

    [Fact]
    public async Task Bare_linked_shallow_and_detached_repositories_are_the_same_image()
    {
        var (repository, expected) = await MakeAsync();
        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--bare", repository, "bare.git");
        await Workbench.GitAsync(repository, "worktree", "add", "--quiet", bench.At("linked"), "HEAD");
        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--depth=1", "file://" + repository, "shallow");
        await Workbench.GitAsync(bench.At("shallow"), "checkout", "--quiet", "--detach");

        foreach (var place in (string[])["bare.git", "linked", "shallow", "shallow/rootfs"])
        {
            Assert.Equal(expected.Identity, (await AnewAsync(bench.At(place))).Identity);
        }
    }

    // Many files that differ little, so that packs hold deltas of deltas.
    private async Task<(string Repository, BuiltImage Image)> MakeAsync()
    {
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: app\nto: /srv/app\n");
        await Workbench.WriteAsync(repository, "app/readme", "An app.\r\nWith both\nline ends.\n");
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"line {i}\n"));
        for (var i = 0; i < 120; i++)
        {
            await Workbench.WriteAsync(repository, $"rootfs/page{i}", $"$Format:%H$ $Id$\n{text[(i * 7)..]}{i}\n");
        }
        await Workbench.CommitAsync(repository);
        return (repository, await bench.BuildAsync(repository));
    }

    private Task<BuiltImage> AnewAsync(string repository) =>
        bench.BuildUnderAsync(["env", $"CONTAINERSTATE_HOME={bench.At($"home{++builds}")}"], repository);
}
