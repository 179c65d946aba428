using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Images;

public sealed class FileTimesTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public FileTimesTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_files_time_changes_with_its_content_and_with_nothing_else()
    {
        _repo.Write("rootfs/srv/page", "first");
        _repo.Write("rootfs/srv/other", "stays");
        _repo.Commit("first");
        var first = await TimesAsync();
        _repo.Write("rootfs/srv/page", "later");
        _repo.Commit("later");
        var later = await TimesAsync();

        Assert.NotEqual(first["srv/page"], later["srv/page"]);
        Assert.Equal(first["srv/other"], later["srv/other"]);
        Assert.All(first.Values.Concat(later.Values), time => Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(time), new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), new(1980, 7, 31, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Folders_and_links_have_the_first_moment_of_1980()
    {
        _repo.Write("rootfs/srv/page", "page");
        File.CreateSymbolicLink(System.IO.Path.Combine(_repo.Path, "rootfs/srv/link"), "page");
        _repo.Commit("link");

        var times = await TimesAsync();

        Assert.Equal((FileTimes.First, FileTimes.First), (times["srv"], times["srv/link"]));
    }

    [Fact]
    public async Task What_packages_brought_all_has_one_time_but_what_replaces_it()
    {
        Import("base", "debian", ("etc/conf", "theirs"), ("usr/share/doc/a", "a"), ("usr/share/doc/b", "b"));
        _repo.Write("components/base.yaml", "source: deps/base\n");
        _repo.Write("components/docs.yaml", "source: deps/base/usr/share\nto: /opt\n");
        _repo.Write("rootfs/etc/conf", "own");
        _repo.Write("rootfs/usr/share/doc/own", "own");
        _repo.Commit("base");

        var times = await TimesAsync();

        Assert.All((string[])["usr/share/doc/a", "usr/share/doc/b", "opt/doc/a"], path => Assert.Equal(FileTimes.First, times[path]));
        Assert.All((string[])["etc/conf", "usr/share/doc/own"], path => Assert.NotEqual(FileTimes.First, times[path]));
    }

    [Theory]
    [InlineData("source", false)]
    [InlineData("root filesystem", true)]
    public async Task Only_a_root_filesystem_is_laid_down_whole(string content, bool isInstalled)
    {
        Import("base", "archive", ("page", "page"), content);
        _repo.Write("components/base.yaml", "source: deps/base\n");
        _repo.Commit("base");

        Assert.Equal(isInstalled, (await TimesAsync())["page"] == FileTimes.First);
    }

    [Fact]
    public async Task A_servers_tree_names_whole_folders()
    {
        Import("base", "debian", ("usr/share/doc/a", "a"), ("srv/theirs", "x"));
        _repo.Write("components/base.yaml", "source: deps/base\n");
        _repo.Write("rootfs/srv/www/deep/er", "1");
        _repo.Write("rootfs/srv/www/page", "2");
        _repo.Write("rootfs/usr/local/x", "3");
        _repo.Commit("base");
        var tree = await BuildAsync();

        Assert.Equal("""{"content":["bin","srv/www","usr/local"]}""", string.Concat(_repo.Run("show", $"{tree}:{FileTimes.Path}").Where(c => !char.IsWhiteSpace(c))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"content\": null}")]
    [InlineData("{\"content\": [null]}")]
    [InlineData("{\"content\": \"srv\"}")]
    public async Task Rubbish_in_place_of_the_times_is_refused(string text)
    {
        var tree = await BuildAsync();
        using var store = GitStore.Open(_repo.Path);
        var own = _repo.RawTree(
            ("100644", "server.json", _repo.Run("rev-parse", $"{tree}:{ImageLayout.DefinitionPath}")), ("100644", "times.json", _repo.Blob(text)));
        var bad = _repo.RawTree(("40000", ".containerstate", own));

        Assert.Contains(FileTimes.Path, Assert.Throws<UnsafeTreeException>(() => ImageLayout.Read(store, bad)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_source_says_of_its_own_times_does_not_count_in_a_step()
    {
        var tree = _repo.RawTree(
            ("40000", ".containerstate", _repo.RawTree(("100644", "times.json", _repo.Blob("rubbish")))), ("100644", "page", _repo.Blob("page")));
        using var store = GitStore.Open(_repo.Path);

        var layer = await new LayerStore(_host.Host).EnsureAsync(store, new LayerTree(tree), "app", force: false, null, TestContext.Current.CancellationToken);

        Assert.True(File.Exists(layer.Path));
    }

    [Fact]
    public async Task A_tree_of_a_version_without_times_is_built_again()
    {
        var tree = await BuildAsync();
        var own = _repo.RawTree(("100644", "server.json", _repo.Run("rev-parse", $"{tree}:{ImageLayout.DefinitionPath}")));
        var reference = "refs/containerstate/images/" + _repo.Run("rev-parse", "HEAD");
        _repo.Run("update-ref", reference, _repo.RawTree(("40000", ".containerstate", own)));

        Assert.Equal(tree, await BuildAsync());
        Assert.Equal(tree, _repo.Run("rev-parse", reference));
    }

    private void Import(string name, string kind, params (string Path, string Text)[] files) => Import(name, kind, files, "");

    private void Import(string name, string kind, (string Path, string Text) file, string content) => Import(name, kind, [file], content);

    private void Import(string name, string kind, (string Path, string Text)[] files, string content)
    {
        var made = TestRepo.Make(_temp.At(name));
        foreach (var (path, text) in files)
        {
            made.Write(path, text);
        }
        made.Write(".containerstate/import.json", $$"""{"kind":"{{kind}}","parameters":{"content":"{{content}}"},"items":[]}""" + "\n");
        made.Commit("Import");
        _repo.Run("fetch", "--quiet", made.Path, $"HEAD:refs/heads/deps/{name}");
        _repo.Pin($"deps/{name}", name, "./", made.Head);
    }

    private async Task<string> BuildAsync() =>
        (await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken)).Id;

    private async Task<Dictionary<string, long>> TimesAsync()
    {
        var tree = await BuildAsync();
        using var store = GitStore.Open(_repo.Path);
        return ImageLayout.Read(store, tree).ReadEntries(store).ToDictionary(entry => entry.Path, entry => entry.Time, StringComparer.Ordinal);
    }
}
