using System.Formats.Tar;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports.Updates;

public sealed class ImportUpdateTests : UpdateTests
{
    private readonly WebServer _server = new();

    [Fact]
    public async Task An_archive_stays_until_somebody_says_which_is_newer()
    {
        var first = Serve("/app-1.tar", "one");
        var old = (await AddAsync(new ArchiveDependencyRequest(_server.Url + "/app-1.tar", first) { Name = "app" })).Commit;
        var requests = _server.Requests.Count;

        var stays = await UpdateAsync("app");
        Assert.Equal((UpdateState.Fixed, old, "its SHA-256 says which archive it is; say which is newer with -To and -Sha256 (--to, --sha256)"), (stays.State, stays.NewCommit, stays.Between));
        Assert.Equal(requests, _server.Requests.Count);

        var second = Serve("/app-2.tar", "two");
        var result = await RunAsync(new() { Names = ["app"], To = _server.Url + "/app-2.tar", Sha256 = second.ToUpperInvariant() });
        var update = Assert.Single(result.Updates);
        Assert.Equal((UpdateState.Updated, old), (update.State, update.OldCommit));
        Assert.Equal($"app-2.tar SHA-256 {first[..12]} -> SHA-256 {second[..12]}", update.Between);
        Assert.Equal("two", State.Run("show", update.NewCommit + ":text"));
        Assert.Equal(update.NewCommit, Pinned("deps/app"));
        Assert.Equal("deps/app", State.Run("show", "--name-only", "--format="));
        AssertSound();
        Assert.Empty((await result.Repository.TestAsync()).Missing);
        // What a component was given is as it was.
        Assert.Equal("source: deps/app\nto: /srv/app\n", State.Read("components/app.yaml"));
    }

    [Fact]
    public async Task An_archive_of_a_file_moves_to_another_file_and_keeps_its_kind()
    {
        var (file, digest) = await FileAsync("one");
        await AddAsync(new ArchiveDependencyRequest(file, digest) { Name = "app", RootFilesystem = true });
        Assert.Equal(UpdateState.Fixed, (await UpdateAsync("app")).State);
        var (other, next) = await FileAsync("two");

        var update = Assert.Single((await RunAsync(new() { Names = ["app"], To = other, Sha256 = next })).Updates);

        Assert.Equal(UpdateState.Updated, update.State);
        Assert.EndsWith(" (root filesystem)", Assert.Single(await StateDependencies.ListAsync(StateRepo.Open(State.Path))).Detail, StringComparison.Ordinal);
        AssertSound();
        // And the same once more is nothing new.
        Assert.Equal(UpdateState.UpToDate, Assert.Single((await RunAsync(new() { Names = ["app"], To = other, Sha256 = next })).Updates).State);
    }

    [Fact]
    public async Task An_archive_that_is_not_the_one_that_was_said_changes_nothing()
    {
        var first = Serve("/app.tar", "one");
        await AddAsync(new ArchiveDependencyRequest(_server.Url + "/app.tar", first) { Name = "app" });
        var second = Serve("/app.tar", "two");

        await RefuseAsync(ErrorId.DigestMismatch, "app", new() { Sha256 = new string('1', 64) });
        await RefuseAsync(ErrorId.InvalidName, "app", new() { Sha256 = "1" });
        await RefuseAsync(ErrorId.InvalidName, "app", new() { To = _server.Url + "/app.tar" });
        await RefuseAsync(ErrorId.Remote, "app", new() { To = _server.Url + "/none.tar", Sha256 = second });
        _server.Answer("/half.tar", Pack("two")[..1000], length: 10240);
        await RefuseAsync(ErrorId.Remote, "app", new() { To = _server.Url + "/half.tar", Sha256 = second });
        // Whoever publishes another archive at the same place is believed once its digest is said.
        var result = await RunAsync(new() { Names = ["app"], Sha256 = second });
        Assert.Equal("two", State.Run("show", Assert.Single(result.Changed).NewCommit + ":text"));
    }

    [Theory]
    [InlineData("npm", "{}", ErrorId.ImportNotRepeatable, "its kind, 'npm', is not known to this version")]
    [InlineData("debian", """{"packages":"a"}""", ErrorId.ImportNotRepeatable, "a part of the request is missing")]
    [InlineData("debian", """{"packages":"a","suite":"bookworm","variant":"extract","mirrorWithheld":"password"}""", ErrorId.ImportNotRepeatable, "its mirror was given with what is not kept")]
    [InlineData("debian-source", "{}", ErrorId.ImportNotRepeatable, "a part of the request is missing")]
    [InlineData("debian", """{"packages":"-o","suite":"bookworm","variant":"extract"}""", ErrorId.InvalidName, "'-o'")]
    [InlineData("debian", """{"packages":"ab","suite":"../x","variant":"extract"}""", ErrorId.InvalidName, "'../x'")]
    [InlineData("debian", """{"packages":"ab","suite":"bookworm","variant":"custom"}""", ErrorId.InvalidName, "'custom'")]
    [InlineData("debian-source", """{"package":"a b","suite":"bookworm"}""", ErrorId.InvalidName, "'a b'")]
    [InlineData("debian-source", """{"package":"ab","suite":"bookworm","mirror":"file:///etc"}""", ErrorId.InvalidName, "'file:///etc'")]
    public async Task A_record_that_says_too_little_or_too_much_is_told(string kind, string parameters, ErrorId id, string said)
    {
        PinImport("base", $$"""{"kind":"{{kind}}","parameters":{{parameters}},"items":[]}""");
        Assert.Contains(said, (await RefuseAsync(id, "base")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_not_here_is_told()
    {
        var import = PinImport("base", """{"kind":"debian","parameters":{},"items":[]}""");
        State.Run("update-ref", "-d", "refs/heads/deps/base");
        State.Run("reflog", "expire", "--expire=now", "--all");
        State.Run("prune", "--expire=now");
        Assert.Contains(import[..12], (await RefuseAsync(ErrorId.IncompleteRepository, "base")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_of_another_repository_move_on_with_their_packages()
    {
        var tools = TestRepo.MakeState(Temp.At("remote", "tools"), "tools");
        var first = Serve("/tool.tar", "one");
        async Task<string> MakeAsync(string digest, bool again)
        {
            var repository = StateRepo.Open(tools.Path);
            return again
                ? (await StateDependencies.UpdateAsync(Host.Host, repository, new() { Names = ["tool"], Sha256 = digest }, cancel: TestContext.Current.CancellationToken)).Updates[0].NewCommit
                : (await StateDependencies.AddAsync(Host.Host, repository, new ArchiveDependencyRequest(_server.Url + "/tool.tar", digest) { Name = "tool" }, cancel: TestContext.Current.CancellationToken)).Commit;
        }
        await MakeAsync(first, again: false);
        await AddAsync(new GitDependencyRequest("file://" + tools.Path) { Ref = "deps/tool", Name = "tool" });
        var made = await MakeAsync(Serve("/tool.tar", "two"), again: true);

        var update = await UpdateAsync("tool");

        // No rewritten branch: the one of an import leads on from the one before.
        Assert.Equal((UpdateState.Updated, DependencyKind.Archive, "deps/tool"), (update.State, update.Kind, update.Follows));
        Assert.Equal(tools.Run("rev-parse", made + "^{tree}"), TestRepo.At(Temp.At("work", "web", ".git", "modules", "tool")).Run("rev-parse", update.NewCommit + "^{tree}"));
        Assert.Equal("tool.tar", Assert.Single(update.Packages).Name);
    }

    private string PinImport(string name, string record)
    {
        var tree = State.RawTree(("100644", "import.json", State.Blob(record)));
        var import = State.CommitTree(State.RawTree(("40000", ".containerstate", tree)));
        State.Run("update-ref", "refs/heads/deps/" + name, import);
        State.Pin("deps/" + name, name, "./", import);
        return import;
    }

    private string Serve(string path, string text)
    {
        var packed = Pack(text);
        _server.Answer(path, packed);
        return Packed.Sha256(packed);
    }

    private async Task<(string File, string Digest)> FileAsync(string text)
    {
        var packed = Pack(text);
        await File.WriteAllBytesAsync(Temp.At(text + ".tar"), packed, TestContext.Current.CancellationToken);
        return (Temp.At(text + ".tar"), Packed.Sha256(packed));
    }

    private static byte[] Pack(string text) =>
        Packed.Tar(tar => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "text") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }));
}
