using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.StateRepos;

namespace ContainerState.Core.Tests.StateRepos;

public sealed class StateRepoTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("web")]
    [InlineData("with spaces in it")]
    [InlineData("it's 'quoted' \"twice\"")]
    [InlineData("-dash")]
    public void A_new_repository_is_complete_and_clean(string folder)
    {
        var made = StateRepo.Create(_temp.At(folder), "web");
        Assert.Equal((_temp.At(folder), "web", "main"), (made.Path, made.Name, made.Branch));
        var repo = TestRepo.At(made.Path);
        Assert.Equal(repo.Head, made.Head);
        Assert.Equal("", repo.Run("status", "--porcelain", "--ignored"));
        var result = made.Test();
        Assert.Empty(result.Missing);
        Assert.True(result.Complete);
        Assert.Equal(made.Head, result.Commit);
    }

    [Fact]
    public void An_empty_folder_is_filled_and_its_name_is_the_servers()
    {
        Directory.CreateDirectory(_temp.At("shop"));
        Assert.Equal("shop", StateRepo.Create(_temp.At("shop") + "/").Name);
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
    public void A_folder_that_no_server_can_be_called_after_gives_a_name_that_is_said(string folder, string name)
    {
        var said = new List<string>();
        Assert.Equal(name, StateRepo.Create(_temp.At(folder), warn: said.Add).Name);
        Assert.Contains($"called {name}, since none can be called '{folder}'", Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains("--name", said[0], StringComparison.Ordinal);
        said.Clear();
        Assert.Equal("shop", StateRepo.Create(_temp.At("other", folder), "shop", said.Add).Name);
        Assert.Equal("good-1", StateRepo.Create(_temp.At("good-1"), warn: said.Add).Name);
        Assert.Empty(said);
    }

    [Fact]
    public void What_is_there_already_is_not_touched()
    {
        File.WriteAllText(_temp.At("file"), "x");
        Directory.CreateDirectory(_temp.At("full"));
        File.WriteAllText(_temp.At("full", "x"), "x");
        Assert.Throws<RepositoryExistsException>(() => StateRepo.Create(_temp.At("file"), "a"));
        Assert.Throws<RepositoryExistsException>(() => StateRepo.Create(_temp.At("full"), "a"));
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
    public void A_bad_name_is_refused_before_anything_is_made(string name)
    {
        Assert.Equal(name, Assert.Throws<InvalidNameException>(() => StateRepo.Create(_temp.At("new"), name)).Value);
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
        Assert.Contains("no such folder", Refused("nowhere"), StringComparison.Ordinal);
        Directory.CreateDirectory(_temp.At("plain"));
        Assert.Contains("no Git repository", Refused("plain"), StringComparison.Ordinal);
        var repo = TestRepo.Make(_temp.At("empty"));
        Assert.Contains("no commit yet", Refused("empty"), StringComparison.Ordinal);
        repo.Write("a", "x");
        repo.Commit("first");
        repo.Write("state.yaml", "name: web\ninit: [/i]\n");
        Assert.Contains("no state.yaml", Refused("empty"), StringComparison.Ordinal);
        Directory.CreateDirectory(_temp.At("link"));
        var linked = TestRepo.Make(_temp.At("link"));
        File.CreateSymbolicLink(_temp.At("link", "state.yaml"), "/etc/passwd");
        linked.Commit("first");
        Assert.Contains("no state.yaml", Refused("link"), StringComparison.Ordinal);
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
    public void A_mistake_is_said_on_opening_and_not_on_locating()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Write("state.yaml", "name: web\n");
        repo.Commit("break");
        Assert.Equal("init", Assert.Throws<StateFileException>(() => StateRepo.Open(repo.Path)).Key);
        var located = StateRepo.Locate(repo.Path);
        Assert.False(located.Test().Complete);
        Assert.Contains("init", Assert.Single(located.Test().Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_listed_all_at_once()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Pin("deps/lib", "lib", "https://example.test/lib", new string('1', 40));
        repo.Write("deps/tools.yaml", $"url: https://example.test/tools\ncommit: '{new string('2', 40)}'\n");
        repo.Write("components/app.yaml", "source: app\n");
        repo.Write("components/file.yaml", "source: state.yaml\n");
        repo.Write("components/lib.yaml", "source: deps/lib\n");
        repo.Commit("more");
        repo.Write("rootfs/new", "x");
        var result = StateRepo.Open(repo.Path).Test();
        Assert.False(result.Complete);
        Assert.Equal(5, result.Missing.Count);
        Assert.Contains(result.Missing, line => line.Contains("not committed", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("111111111111", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("../tools", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("components/app.yaml, line 1, source", StringComparison.Ordinal));
        Assert.Contains(result.Missing, line => line.Contains("is a file", StringComparison.Ordinal));
        Assert.Equal(4, StateRepo.Open(repo.Path).Test("HEAD").Missing.Count);
    }

    [Fact]
    public void Changes_that_are_ignored_do_not_count()
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Write(".gitignore", "out/\n");
        repo.Commit("ignore");
        repo.Write("out/x", "x");
        Assert.True(StateRepo.Open(repo.Path).Test().Complete);
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
    public void A_hostile_submodule_name_or_path_is_refused(string name, string path)
    {
        var repo = TestRepo.MakeState(_temp.At("web"));
        repo.Run("config", "--file", ".gitmodules", $"submodule.{name}.path", path);
        repo.Run("config", "--file", ".gitmodules", $"submodule.{name}.url", "./");
        repo.Run("update-index", "--add", "--cacheinfo", $"160000,{repo.Head},deps/a");
        repo.Run("add", ".gitmodules");
        repo.Run("commit", "--quiet", "--message", "attack");
        var missing = StateRepo.Open(repo.Path).Test().Missing;
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

    private string Refused(string folder) => Assert.Throws<NotARepositoryException>(() => StateRepo.Open(_temp.At(folder))).Message;
}
