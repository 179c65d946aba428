using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Repositories;

public sealed class StateRepoTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("web")]
    [InlineData("with spaces in it")]
    [InlineData("it's 'quoted' \"twice\"")]
    [InlineData("-dash")]
    public async Task A_new_repository_is_complete_and_clean(string folder)
    {
        var made = await StateRepo.CreateAsync(_temp.At(folder), "web");
        Assert.Equal((_temp.At(folder), "web", "main"), (made.Path, made.Name, made.Branch));
        var repo = TestRepo.At(made.Path);
        Assert.Equal(repo.Head, made.Head);
        Assert.Equal("", repo.Run("status", "--porcelain", "--ignored"));
        var result = await made.TestAsync();
        Assert.Empty(result.Missing);
        Assert.True(result.Complete);
        Assert.Equal(made.Head, result.Commit);
    }

    [Fact]
    public async Task An_empty_folder_is_filled_and_its_name_is_the_servers()
    {
        Directory.CreateDirectory(_temp.At("shop"));
        Assert.Equal("shop", (await StateRepo.CreateAsync(_temp.At("shop") + "/")).Name);
    }

    [Theory]
    [InlineData("r sp ace", "r-sp-ace")]
    [InlineData("a_b", "a-b")]
    [InlineData("My Shop_2", "my-shop-2")]
    [InlineData("-x--y-", "x-y")]
    [InlineData("2026", "server-2026")]
    [InlineData("日本", "server")]
    [InlineData("a2345678901234567890123456789012345678901", "a234567890123456789012345678901234567890")]
    [InlineData("a23456789012345678901234567890123456789-1", "a23456789012345678901234567890123456789")]
    public async Task A_folder_that_no_server_can_be_called_after_gives_a_name_that_is_said(string folder, string name)
    {
        var said = new List<string>();
        Assert.Equal(name, (await StateRepo.CreateAsync(_temp.At(folder), warn: said.Add)).Name);
        Assert.Contains($"called {name}, since none can be called '{folder}'", Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains("--name", said[0], StringComparison.Ordinal);
        said.Clear();
        Assert.Equal("shop", (await StateRepo.CreateAsync(_temp.At("other", folder), "shop", said.Add)).Name);
        Assert.Equal("good-1", (await StateRepo.CreateAsync(_temp.At("good-1"), warn: said.Add)).Name);
        Assert.Empty(said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_that_make_one_repository_at_once_one_does(bool folderIsThere)
    {
        if (folderIsThere)
        {
            Directory.CreateDirectory(_temp.At("one"));
        }
        using var start = new Barrier(8);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Record.ExceptionAsync(() => StateRepo.CreateAsync(_temp.At("one"), $"name-{number}")).AsTask();
            },
            TaskCreationOptions.LongRunning).Unwrap()));
        Assert.Single(results, result => result is null);
        Assert.All(results.OfType<Exception>(), fault => Assert.Equal(ErrorId.RepositoryExists, Assert.IsType<ContainerStateException>(fault).ErrorId));
        var repo = TestRepo.At(_temp.At("one"));
        Assert.Equal("1", repo.Run("rev-list", "--count", "--all"));
        Assert.Equal("", repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task What_is_there_already_is_not_touched()
    {
        File.WriteAllText(_temp.At("file"), "x");
        Directory.CreateDirectory(_temp.At("full"));
        File.WriteAllText(_temp.At("full", "x"), "x");
        await Refused.WithAsync(ErrorId.RepositoryExists, () => StateRepo.CreateAsync(_temp.At("file"), "a"));
        await Refused.WithAsync(ErrorId.RepositoryExists, () => StateRepo.CreateAsync(_temp.At("full"), "a"));
        Assert.Equal("x", File.ReadAllText(_temp.At("file")));
        Assert.Equal([_temp.At("full", "x")], Directory.GetFileSystemEntries(_temp.At("full")));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nname: b")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("")]
    public async Task A_bad_name_is_refused_before_anything_is_made(string name)
    {
        Assert.Equal(name, (await Assert.ThrowsAsync<InvalidNameException>(() => StateRepo.CreateAsync(_temp.At("new"), name))).Value);
        Assert.False(Directory.Exists(_temp.At("new")));
    }

    [Fact]
    public void A_repository_is_found_from_below()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        Assert.Equal(repo.Path, StateRepo.Open(_temp.At("web", "rootfs", "bin")).Path);
    }

    [Fact]
    public void What_is_no_state_repository_says_what_is_missing()
    {
        Assert.Contains("no such folder", WhyNot("nowhere"), StringComparison.Ordinal);
        Directory.CreateDirectory(_temp.At("plain"));
        Assert.Contains("no Git repository", WhyNot("plain"), StringComparison.Ordinal);
        var repo = TestRepo.Make(_temp.At("empty"));
        Assert.Contains("no commit yet", WhyNot("empty"), StringComparison.Ordinal);
        repo.Write("a", "x");
        repo.Commit("first");
        repo.Write("state.yaml", "name: web\ninit: [/i]\n");
        Assert.Contains("no state.yaml", WhyNot("empty"), StringComparison.Ordinal);
        Directory.CreateDirectory(_temp.At("link"));
        var linked = TestRepo.Make(_temp.At("link"));
        File.CreateSymbolicLink(_temp.At("link", "state.yaml"), "/etc/passwd");
        linked.Commit("first");
        Assert.Contains("no state.yaml", WhyNot("link"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_counts_and_not_the_work_tree()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Write("state.yaml", "name: other\ninit: [/i]\n");
        Assert.Equal("web", StateRepo.Open(repo.Path).Name);
        repo.Commit("rename");
        Assert.Equal("other", StateRepo.Open(repo.Path).Name);
    }

    [Fact]
    public async Task A_mistake_is_said_on_opening_and_not_on_locating()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Write("state.yaml", "name: web\n");
        repo.Commit("break");
        Assert.Equal("init", Assert.Throws<StateFileException>(() => StateRepo.Open(repo.Path)).Key);
        var located = StateRepo.Locate(repo.Path);
        Assert.False((await located.TestAsync()).Complete);
        Assert.Contains("init", Assert.Single((await located.TestAsync()).Missing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_listed_all_at_once()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Pin("deps/lib", "lib", "https://example.test/lib", new string('1', 40));
        repo.Write("deps/tools.yaml", $"url: https://example.test/tools\ncommit: '{new string('2', 40)}'\n");
        repo.Write("components/app.yaml", "source: app\n");
        repo.Write("components/file.yaml", "source: state.yaml\n");
        repo.Write("components/lib.yaml", "source: deps/lib\n");
        repo.Commit("more");
        repo.Write("rootfs/new", "x");
        var result = await StateRepo.Open(repo.Path).TestAsync();
        Assert.False(result.Complete);
        Assert.Equal(5, result.Missing.Count);
        Assert.Contains(result.Missing, line => line.Contains("not committed", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("111111111111", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("../tools", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("components/app.yaml, line 1, source", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("is a file", StringComparison.Ordinal));
        Assert.Equal(4, (await StateRepo.Open(repo.Path).TestAsync("HEAD")).Missing.Count);
    }

    [Fact]
    public async Task Changes_that_are_ignored_do_not_count()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Write(".gitignore", "out/\n");
        repo.Commit("ignore");
        repo.Write("out/x", "x");
        Assert.True((await StateRepo.Open(repo.Path).TestAsync()).Complete);
    }

    [Theory]
    [InlineData("../../outside", "deps/a")]
    [InlineData("a/../../b", "deps/a")]
    [InlineData("/etc", "deps/a")]
    [InlineData("-x", "deps/a")]
    [InlineData(".git", "deps/a")]
    [InlineData("a\\b", "deps/a")]
    [InlineData("a", "../outside")]
    [InlineData("a", "/etc")]
    [InlineData("a", "-x")]
    [InlineData("a", "deps/.git/hooks")]
    [InlineData("a", "deps/a\r")]
    [InlineData("a", "deps/a\n")]
    [InlineData("a", "")]
    public async Task A_hostile_submodule_name_or_path_is_refused(string name, string path)
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Run("config", "--file", ".gitmodules", $"submodule.{name}.path", path);
        repo.Run("config", "--file", ".gitmodules", $"submodule.{name}.url", "./");
        repo.Run("update-index", "--add", "--cacheinfo", $"160000,{repo.Head},deps/a");
        repo.Run("add", ".gitmodules");
        repo.Run("commit", "--quiet", "--message", "attack");
        var missing = (await StateRepo.Open(repo.Path).TestAsync()).Missing;
        Assert.Contains(missing, line => line.Contains("submodule", StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal));
        Assert.All(missing, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Theory]
    [InlineData("lib", "LIB")]
    [InlineData("lib", "lib/modules/x")]
    [InlineData("lib/objects", "Lib")]
    public async Task Submodules_that_would_share_a_git_directory_are_refused(string first, string second)
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Pin("deps/a", first, "./", new string('1', 40));
        repo.Pin("deps/b", second, "./", new string('2', 40));
        using var store = ContainerState.Git.GitStore.Open(repo.Path);
        await Assert.ThrowsAsync<UnsafeTreeException>(() => GitModules.ReadAsync(store, store.TreeOf(repo.Head), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("[submodule \"x\"]\n path = deps/x\n [bad\n", 3)]
    [InlineData("[submodule \"x\"\n", 2)]
    [InlineData("\u0001\u0002", 1)]
    public async Task A_gitmodules_file_that_git_cannot_read_is_named_with_the_line(string text, int line)
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        var tree = repo.RawTree(("100644", ".gitmodules", repo.Blob(text)));
        using var store = ContainerState.Git.GitStore.Open(repo.Path);

        var error = await Assert.ThrowsAsync<StateFileException>(() => GitModules.ReadAsync(store, tree, TestContext.Current.CancellationToken));

        Assert.Equal((".gitmodules", line), (error.File, error.Line));
        Assert.Contains("[submodule", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gitmodules_file_that_is_a_link_is_refused()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        var tree = repo.RawTree(("120000", ".gitmodules", repo.Blob("/etc/passwd")));
        using var store = ContainerState.Git.GitStore.Open(repo.Path);
        await Assert.ThrowsAsync<UnsafeTreeException>(() => GitModules.ReadAsync(store, tree, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://example.test/a/web.git", "../lib.git", "https://example.test/a/lib.git")]
    [InlineData("https://example.test/a/web.git", "./", "https://example.test/a/web.git")]
    [InlineData("https://example.test/a/web.git/", ".", "https://example.test/a/web.git")]
    [InlineData("git@example.test:a/web.git", "../../b/lib", "git@example.test/b/lib")]
    [InlineData("/srv/web", "../lib", "/srv/lib")]
    [InlineData("/srv/web", "/srv/lib", "/srv/lib")]
    [InlineData("https://example.test/web", "https://other.test/lib", "https://other.test/lib")]
    public void A_relative_url_is_resolved(string owner, string url, string expected)
    {
        // git turns host:a/../../b into host/b as well, and then refuses it as we do.
        if (expected.StartsWith("git@", StringComparison.Ordinal))
        {
            Assert.Throws<UnsafeUrlException>(() => SubmoduleUrl.Resolve(owner, url));
            return;
        }
        Assert.Equal(expected, SubmoduleUrl.Resolve(owner, url));
    }

    [Theory]
    [InlineData("https://example.test/web", "/etc")]
    [InlineData("https://example.test/web", "file:///etc")]
    [InlineData("https://example.test/web", "--upload-pack=x")]
    [InlineData("https://example.test/web", "ext::sh -c id")]
    [InlineData("https://example.test/web", "../../../../../../x")]
    [InlineData("https://example.test/web", "./a\n")]
    [InlineData("/web", "../../../x")]
    public void A_hostile_url_is_refused(string owner, string url) => Assert.Throws<UnsafeUrlException>(() => SubmoduleUrl.Resolve(owner, url));

    private string WhyNot(string folder) => Assert.Throws<NotARepositoryException>(() => StateRepo.Open(_temp.At(folder))).Message;
}
