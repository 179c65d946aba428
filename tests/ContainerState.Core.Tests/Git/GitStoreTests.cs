using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class GitStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public GitStoreTests() => _repo = TestRepo.Make(_temp.At("repo"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_tree_of_every_kind_is_read()
    {
        var blob = _repo.Blob("x");
        var folder = _repo.RawTree(("100644", "a", blob));
        var gitlink = new string('1', 40);
        var tree = _repo.RawTree(("100644", "a", blob), ("100755", "b", blob), ("120000", "c", blob), ("40000", "d", folder), ("160000", "e", gitlink));
        using var store = GitStore.Open(_repo.Path);
        Assert.Equal(
            [new("a", TreeItemKind.File, blob), new("b", TreeItemKind.Executable, blob), new("c", TreeItemKind.Symlink, blob), new("d", TreeItemKind.Tree, folder), new TreeItem("e", TreeItemKind.Gitlink, gitlink)],
            store.Entries(tree, "here"));
        Assert.Equal(tree, store.WriteTree(store.Entries(tree, "here").Reverse()));
    }

    [Theory]
    [InlineData("1769860800 +0100", true)]
    [InlineData("0 +0000", true)]
    [InlineData("9999999999999999 +0000", false)]
    [InlineData("1769860800 +1459", false)]
    public void A_commit_says_when_it_was_made_or_nothing_that_is_a_time(string time, bool isTime)
    {
        var commit = _repo.Feed(
            Encoding.UTF8.GetBytes($"tree {_repo.RawTree(("100644", "a", _repo.Blob("x")))}\nauthor a <a@localhost> 5 +0000\ncommitter c <c@localhost> {time}\n\nmade by hand\n"),
            "hash-object", "-t", "commit", "-w", "--stdin", "--literally");
        using var store = GitStore.Open(_repo.Path);

        DateTime? expected = isTime ? DateTime.UnixEpoch.AddSeconds(long.Parse(time.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)) : null;
        Assert.Equal(expected, store.CommittedUtc(commit));
    }

    [Theory]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_tree_with_a_name_that_no_file_may_have_is_refused(string name)
    {
        var tree = _repo.RawTree(("100644", name, _repo.Blob("x")));
        using var store = GitStore.Open(_repo.Path);
        var error = Assert.Throws<UnsafeTreeException>(() => store.Entries(tree, "the component x"));
        Assert.Equal("the component x", error.SourceName);
    }

    [Fact]
    public void A_tree_with_a_name_that_comes_twice_is_refused()
    {
        var blob = _repo.Blob("x");
        var tree = _repo.RawTree(("100644", "a", blob), ("120000", "a", blob));
        using var store = GitStore.Open(_repo.Path);
        Assert.Contains("twice", Assert.Throws<UnsafeTreeException>(() => store.Entries(tree, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_utf_8_is_refused()
    {
        var tree = _repo.RawTree(("100644", [(byte)'a', 0xFF], _repo.Blob("x")));
        using var store = GitStore.Open(_repo.Path);
        Assert.Throws<UnsafeTreeException>(() => store.Entries(tree, "x"));
    }

    [Fact]
    public void A_tree_that_is_not_there_is_refused()
    {
        using var store = GitStore.Open(_repo.Path);
        Assert.Throws<UnsafeTreeException>(() => store.Entries(new string('1', 40), "x"));
        Assert.Throws<UnsafeTreeException>(() => store.Entries(_repo.Blob("not a tree"), "x"));
        Assert.False(store.HasCommit(new string('1', 40)));
        Assert.False(store.HasTree(new string('1', 40)));
    }

    [Fact]
    public void Replace_references_and_grafts_change_nothing()
    {
        _repo.Write("a", "honest");
        var first = _repo.Commit("first");
        _repo.Write("a", "forged");
        var second = _repo.Commit("second");
        _repo.Run("replace", _repo.Run("rev-parse", first + ":a"), _repo.Run("rev-parse", second + ":a"));
        _repo.Run("replace", first, second);
        _repo.Write(".git/info/grafts", second + "\n");
        Assert.Equal("forged", _repo.Run("show", first + ":a"));
        using var store = GitStore.Open(_repo.Path);
        Assert.Equal("honest", store.ReadText(store.TreeOf(first), "a"));
    }

    [Fact]
    public async Task Blobs_are_read_as_they_are_whatever_attributes_and_replacements_say()
    {
        _repo.Write("a", "one\r\n$Id$ $Format:%H$\r\n");
        _repo.Write(".gitattributes", "a text eol=lf export-subst export-ignore ident filter=evil\n");
        _repo.Run("config", "core.autocrlf", "true");
        _repo.Run("config", "filter.evil.smudge", "echo evil");
        var blob = _repo.Blob(Encoding.UTF8.GetBytes("one\r\n$Id$ $Format:%H$\r\n"));
        _repo.Run("replace", blob, _repo.Blob("forged"));
        var read = await ReadAsync(_repo.Path, [blob]);
        Assert.Equal("one\r\n$Id$ $Format:%H$\r\n", Encoding.UTF8.GetString(read[0]));
    }

    [Fact]
    public async Task Many_blobs_come_in_order_empty_ones_and_twins_too()
    {
        var random = new Random(3);
        var contents = Enumerable.Range(0, 60).Select(i => new byte[i % 7 == 0 ? 0 : random.Next(100_000)]).ToList();
        contents.ForEach(random.NextBytes);
        using var store = GitStore.Open(_repo.Path);
        var ids = contents.Select(content => store.WriteBlob(content)).ToList();
        ids.AddRange(ids[..10]);
        contents.AddRange(contents[..10]);
        var read = await ReadAsync(store.GitDirectory, ids);
        Assert.Equal(contents, read);
    }

    [Fact]
    public async Task No_blobs_are_read_too() => Assert.Empty(await ReadAsync(_repo.Path, []));

    [Fact]
    public async Task A_blob_that_is_missing_or_a_tree_is_an_error()
    {
        var blob = _repo.Blob("x");
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_repo.Path, [blob, new string('1', 40)]));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_repo.Path, [_repo.RawTree(("100644", "a", blob))]));
    }

    [Fact]
    public async Task A_blob_that_is_not_read_to_its_end_is_an_error() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => BlobBatch.ReadAsync(_repo.Path, [_repo.Blob("long enough")], (_, content) => content.ReadByte(), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("-main")]
    [InlineData("--all")]
    [InlineData("nowhere")]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("HEAD^{tree}")]
    [InlineData("\n")]
    [InlineData(":/first")]
    public void A_reference_that_means_no_commit_is_an_error(string reference)
    {
        _repo.Commit("begin");
        using var store = GitStore.Open(_repo.Path);
        Assert.Equal(reference, Assert.Throws<ReferenceNotFoundException>(() => store.Resolve(reference)).Reference);
    }

    [Fact]
    public void Branches_tags_and_short_ids_mean_their_commit()
    {
        var commit = _repo.Commit("first");
        _repo.Run("tag", "--annotate", "v1", "--message", "v1");
        using var store = GitStore.Open(_repo.Path);
        Assert.All((string[])["main", "v1", "HEAD", commit, commit[..8], "refs/heads/main"], reference => Assert.Equal(commit, store.Resolve(reference)));
    }

    [Fact]
    public void A_folder_that_is_no_repository_is_an_error()
    {
        Directory.CreateDirectory(_temp.At("empty"));
        Assert.Throws<NotARepositoryException>(() => GitStore.Open(_temp.At("empty")));
        Assert.Throws<NotARepositoryException>(() => GitStore.Open(_temp.At("nowhere")));
        Assert.Null(RepositoryFinder.Find(_temp.At("nowhere")));
    }

    [Fact]
    public async Task Paths_of_any_spelling_pass_through_fast_import()
    {
        string[] paths = ["a b", "\"quoted\"", "\"", "new\nline", "tab\t", "back\\slash", "naïve/日本", "\u0001\u007f", "-x", "dir/\"x\"/y", " lead", "trail ", "'", ":1", "M 100644 inline x"];
        Assert.Equal("", _repo.Run("for-each-ref"));
        using var input = new MemoryStream();
        await using (var writer = new FastImportWriter(input))
        {
            writer.Begin();
            foreach (var path in paths)
            {
                writer.Add(path, TreeItemKind.File, Encoding.UTF8.GetBytes(path));
            }
            Assert.True(writer.AddLink("hard/link", "a b"));
            Assert.False(writer.AddLink("bad", "nowhere"));
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("0123456789"));
            await writer.AddAsync("streamed", TreeItemKind.Executable, content, 5, TestContext.Current.CancellationToken);
            writer.Add("empty", TreeItemKind.File, []);
            writer.Add("link", TreeItemKind.Symlink, "a b"u8);
            writer.Commit("refs/heads/import", "subject\n\nM 100644 :1 forged\nfrom refs/heads/main\n");
            await Assert.ThrowsAsync<EndOfStreamException>(() => writer.AddAsync("short", TreeItemKind.File, Stream.Null, 5, TestContext.Current.CancellationToken));
        }
        var bytes = input.ToArray();
        _repo.Feed(bytes[..(Encoding.UTF8.GetString(bytes).IndexOf("\ndone\n", StringComparison.Ordinal) is var end ? Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString(bytes)[..(end + 6)]) : 0)], "fast-import", "--quiet", "--date-format=raw");
        using var store = GitStore.Open(_repo.Path);
        var commit = store.Resolve("import");
        var tree = store.TreeOf(commit);
        Assert.All(paths, path => Assert.Equal(path, store.ReadText(tree, path)));
        Assert.Equal("a b", store.ReadText(tree, "hard/link"));
        Assert.Equal("01234", store.ReadText(tree, "streamed"));
        Assert.Equal(TreeItemKind.Executable, store.Find(tree, "streamed")!.Kind);
        Assert.Equal("", store.ReadText(tree, "empty"));
        Assert.Equal(TreeItemKind.Symlink, store.Find(tree, "link")!.Kind);
        Assert.Equal(paths.Select(path => path.Split('/')[0]).Concat(["hard", "streamed", "empty", "link"]).Distinct().Order(StringComparer.Ordinal), store.Entries(tree, "x").Select(item => item.Name).Order(StringComparer.Ordinal));
        Assert.Equal("subject\n\nM 100644 :1 forged\nfrom refs/heads/main\n", store.MessageOf(commit));
        Assert.Equal("0", _repo.Run("show", "--no-patch", "--format=%ct", commit));
    }

    private static async Task<List<byte[]>> ReadAsync(string repository, IReadOnlyList<string> ids)
    {
        var result = new List<byte[]>();
        await BlobBatch.ReadAsync(repository, ids, (index, content) =>
        {
            Assert.Equal(result.Count, index);
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            result.Add(bytes);
        }, TestContext.Current.CancellationToken);
        return result;
    }
}
