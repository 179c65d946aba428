using System.Formats.Tar;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;
using static ContainerState.Core.Tests.Imports.TarTreeTests;

namespace ContainerState.Core.Tests.Imports;

public sealed class ArchiveImportTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _state;
    private readonly StateRepo _repository;

    public ArchiveImportTests()
    {
        _state = TestRepo.MakeState(_temp.At("web"));
        _repository = StateRepo.Open(_state.Path);
    }

    public void Dispose() => _temp.Dispose();

    private static byte[] Release => Packed.Tar(tar =>
    {
        Folder(tar, "foo-1.2/", 1533);
        Add(tar, "foo-1.2/configure", "run", 509, uid: 70_000, gid: 70_000);
        Add(tar, "foo-1.2/src/main.c", "int", 436, uid: 1000, gid: 1000);
        Folder(tar, "foo-1.2/empty/");
        Link(tar, "foo-1.2/src/up", "../configure");
        Hard(tar, "foo-1.2/src/same.c", "foo-1.2/src/main.c");
    });

    [Theory]
    [InlineData("tar", "tar")]
    [InlineData("gzip", "tar.gz")]
    [InlineData("xz", "tar.xz")]
    [InlineData("zstd", "tar.zst")]
    [InlineData("bzip2", "tar.bz2")]
    public async Task An_archive_becomes_a_commit_whatever_it_is_packed_with_and_called(string program, string format)
    {
        var (file, digest) = await FileAsync(Release, program, "foo.zip");

        var added = await AddAsync(new(file, digest.ToUpperInvariant()) { Name = "foo" });

        Assert.Equal((DependencyKind.Archive, "deps/foo", "./", true, "foo.zip (source)"), (added.Kind, added.Path, added.Url, added.Present, added.Detail));
        Assert.Equal(
            ["100644 .containerstate/import.json", "100644 .containerstate/mtree", "100755 configure", "100644 src/main.c", "100644 src/same.c", "120000 src/up"],
            Files(added.Commit));
        Assert.Equal("int", _state.Run("show", added.Commit + ":src/same.c"));
        Assert.Equal("#mtree v2.0\n./empty type=dir", _state.Run("show", added.Commit + ":.containerstate/mtree"));
        Assert.Equal("source: deps/foo\nto: /srv/foo\n", _state.Read("components/foo.yaml"));
        Assert.Equal(added.Commit, _state.Run("rev-parse", "refs/heads/deps/foo"));
        Assert.Equal("", _state.Run("status", "--porcelain"));
        Assert.True((await _repository.Refresh().TestAsync()).Complete);
        var record = ImportRecord.Read(_state.Run("show", added.Commit + ":" + ImportRecord.Path))!;
        Assert.Equal(
            ["archive=foo.zip", "content=source", "format=" + format, "topFolder=foo-1.2"],
            record.Parameters.Select(one => $"{one.Key}={one.Value}"));
        Assert.Equal([new ImportedItem("foo.zip", "", "", digest)], record.Items);
        Assert.EndsWith($"\n\nfoo.zip sha256:{digest}", _state.Run("log", "-1", "--format=%B", added.Commit).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_archive_imported_twice_is_the_same_commit()
    {
        var (file, digest) = await FileAsync(Release, "gzip");
        var first = await AddAsync(new(file, digest));
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        var other = TestRepo.MakeState(_temp.At("other"));
        Directory.CreateDirectory(_temp.At("elsewhere"));
        File.Copy(file, _temp.At("elsewhere", "foo.tar.gz"));

        var second = await StateDependencies.AddAsync(
            new Host(_temp.At("home"), _temp.At("run")), StateRepo.Open(other.Path), new ArchiveDependencyRequest(_temp.At("elsewhere", "foo.tar.gz"), digest) { Name = "bar", NoComponent = true }, cancel: TestContext.Current.CancellationToken);

        Assert.Equal("foo", first.Name);
        Assert.Equal(first.Commit, second.Commit);
        Assert.False(Path.Exists(_temp.At("other", "components")));
        Assert.DoesNotContain(_temp.Path, _state.Run("log", "--all", "--format=%B"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_times_and_owners_in_an_archive_change_no_file_of_it()
    {
        var one = await FileAsync(Packed.Tar(tar => { Add(tar, "d/a", "a", 420); Add(tar, "d/b", "b", 493); }));
        var other = await FileAsync(Packed.Tar(tar => { Add(tar, "d/b", "b", 448, uid: 5); Folder(tar, "d/"); Add(tar, "d/a", "a", 384, gid: 7); }), name: "other.tar");

        var (first, second) = (await AddAsync(new(one.File, one.Digest) { Name = "a" }), await AddAsync(new(other.File, other.Digest) { Name = "b" }));

        Assert.NotEqual(first.Commit, second.Commit);
        Assert.Equal([".containerstate/import.json"], _state.Run("diff", "--name-only", first.Commit, second.Commit).Split('\n'));
    }

    [Fact]
    public async Task Two_folders_at_the_top_stay()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar => { Add(tar, "a/x", "x", 420); Add(tar, "b/x", "x", 420); }));
        var added = await AddAsync(new(file, digest));
        Assert.Equal(["100644 a/x", "100644 b/x"], Files(added.Commit)[2..]);
        Assert.DoesNotContain("topFolder", _state.Run("show", added.Commit + ":" + ImportRecord.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_file_stays_where_it_is()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar => Add(tar, "./tool", "x", 493)));
        Assert.Equal(["100755 tool"], Files((await AddAsync(new(file, digest))).Commit)[2..]);
    }

    [Fact]
    public async Task A_root_filesystem_is_taken_as_it_is()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar =>
        {
            Add(tar, "usr/bin/su", "su", 2541);
            Add(tar, "usr/etc/shadow", "x", 416, gid: 42);
            Link(tar, "usr/sh", "/usr/bin/busybox");
            Link(tar, "usr/up", "../../../etc");
        }));

        var added = await AddAsync(new(file, digest) { Name = "base", RootFilesystem = true });

        Assert.Equal("source: deps/base\nto: /\n", _state.Read("components/base.yaml"));
        Assert.Equal(["100755 usr/bin/su", "100644 usr/etc/shadow", "120000 usr/sh", "120000 usr/up"], Files(added.Commit)[2..]);
        Assert.Equal("#mtree v2.0\n./usr/bin/su type=any mode=04755\n./usr/etc/shadow type=any mode=0640 gid=42", _state.Run("show", added.Commit + ":.containerstate/mtree"));
        Assert.EndsWith("(root filesystem)", added.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_end_in_a_name_is_part_of_the_name()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar =>
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "top\nfaked: yes/a\nM 100644 :1 b"));
            tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "top\nfaked: yes/e\n./etc type=dir uid=1/"));
        }));

        var added = await AddAsync(new(file, digest) { Name = "foo" });

        Assert.Equal(["100644 \"a\\nM 100644 :1 b\""], Files(added.Commit)[2..]);
        Assert.Equal(["e\n./etc type=dir uid=1"], TreeMetadata.Parse(_state.Run("show", added.Commit + ":.containerstate/mtree"), "x").Entries.Keys);
        Assert.DoesNotContain("\nfaked", _state.Run("log", "-1", "--format=%B", added.Commit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_differs_is_refused_with_both_before_anything_is_read()
    {
        // No archive at all: only who reads it before its digest would say so.
        var (file, digest) = await FileAsync("rubbish"u8.ToArray());
        var expected = new string('a', 64);

        var error = await RefuseAsync(ErrorId.DigestMismatch, new(file, expected));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(digest, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    public async Task What_is_no_digest_is_refused(string digest) =>
        Assert.Equal("SHA-256", (await RefuseAsync<InvalidNameException>(new(_temp.At("foo.tar"), digest))).Kind);

    public static TheoryData<string> Hostile => [.. HostileSources.All.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_archive_is_refused_and_nothing_of_it_stays(string name)
    {
        var (file, digest) = await FileAsync(Packed.Tar(HostileSources.All[name]), "gzip");
        var error = await RefuseAsync<UnsafeTreeException>(new(file, digest));
        Assert.NotEmpty(error.Reason);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("just a text that goes on for a while", "no archive")]
    [InlineData("PK\u0003\u0004 and so on", "zip")]
    [InlineData("<!DOCTYPE html><title>Log in</title>", "web page")]
    [InlineData("!<arch>\ndebian-binary", "Debian package")]
    public async Task What_is_no_archive_is_refused_and_says_what_is_taken(string content, string expected)
    {
        var (file, digest) = await FileAsync(Encoding.Latin1.GetBytes(content));
        var error = await RefuseAsync<ArchiveUnreadableException>(new(file, digest));
        Assert.Contains(expected, error.Detail, StringComparison.Ordinal);
        Assert.Contains("gzip, xz, zstd or bzip2", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task An_archive_that_is_cut_short_or_damaged_is_refused(string program)
    {
        var random = new Random(7);
        var noise = new byte[5000];
        random.NextBytes(noise);
        var whole = await Packed.ByAsync(program, Packed.Tar(tar => { Add(tar, "a/x", Convert.ToHexString(noise), 420); Add(tar, "a/y", Convert.ToHexString(noise), 420); }));
        foreach (var length in (int[])[whole.Length / 3, whole.Length / 2, whole.Length - 1024])
        {
            var (file, digest) = await FileAsync(whole[..length], name: $"cut{length}.tar");
            await RefuseAsync<ArchiveUnreadableException>(new(file, digest));
        }
        if (program != "tar")
        {
            // A tar archive has no checksum of its content; the others do, or at least of their blocks.
            var changed = whole.ToArray();
            changed[whole.Length / 2] ^= 0x10;
            var (file, digest) = await FileAsync(changed, name: "changed.tar");
            await RefuseAsync<ArchiveUnreadableException>(new(file, digest));
        }
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("gzip")]
    [InlineData("xz")]
    public async Task An_archive_of_nothing_is_refused(string program)
    {
        var (file, digest) = await FileAsync(new byte[10240], program);
        Assert.Contains("no files", (await RefuseAsync<ArchiveUnreadableException>(new(file, digest))).Detail, StringComparison.Ordinal);
        var (folders, other) = await FileAsync(Packed.Tar(tar => Folder(tar, "foo/")), program, "folders.tar");
        Assert.Contains("no files", (await RefuseAsync<ArchiveUnreadableException>(new(folders, other))).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task A_bomb_is_stopped_at_the_limit(string program)
    {
        // 64 MiB of zeros in a few kilobytes, and a header that promises them.
        var bomb = Packed.Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream(new byte[64 << 20]) }));
        var (file, digest) = await FileAsync(bomb, program);
        Assert.True(new FileInfo(file).Length < 1 << 20);

        var error = await RefuseAsync(ErrorId.ArchiveTooLarge, new(file, digest), ArchiveLimits.Ordinary with { UnpackedBytes = 1 << 20 });

        Assert.Contains("1048576 bytes when unpacked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_entries_and_too_large_a_file_are_refused()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar =>
        {
            for (var i = 0; i < 11; i++)
            {
                Add(tar, $"a{i}", "", 420);
            }
        }));
        Assert.Contains("10 entries", (await RefuseAsync(ErrorId.ArchiveTooLarge, new(file, digest), ArchiveLimits.Ordinary with { Entries = 10 })).Message, StringComparison.Ordinal);
        Assert.Contains("100 bytes", (await RefuseAsync(ErrorId.ArchiveTooLarge, new(file, digest), ArchiveLimits.Ordinary with { PackedBytes = 100 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_folder_are_named()
    {
        var digest = new string('a', 64);
        Assert.Equal(_temp.At("none.tar"), (await RefuseAsync(ErrorId.ArchiveNotFound, new(_temp.At("none.tar"), digest))).Target);
        Assert.Contains("folder", (await RefuseAsync<ArchiveUnreadableException>(new(_temp.Path, digest))).Detail, StringComparison.Ordinal);
    }

    private Task<StateDependency> AddAsync(ArchiveDependencyRequest request) => StateDependencies.AddAsync(new Host(_temp.At("home"), _temp.At("run")), _repository, request, cancel: TestContext.Current.CancellationToken);

    // Fails with this error, and leaves references, objects and the scratch folder as they were.
    private async Task<ContainerStateException> RefuseAsync(ErrorId id, ArchiveDependencyRequest request, ArchiveLimits? limits = null)
    {
        var error = await RefuseAsync<ContainerStateException>(request, limits);
        Assert.Equal(id, error.ErrorId);
        return error;
    }

    private async Task<T> RefuseAsync<T>(ArchiveDependencyRequest request, ArchiveLimits? limits = null)
        where T : ContainerStateException
    {
        var before = Everything();
        var error = await Assert.ThrowsAsync<T>(() => limits is null ? AddAsync(request) : ImportAsync(request, limits));
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.NotEmpty(error.Remedy);
        Assert.Equal(before, Everything());
        return error;
    }

    private async Task ImportAsync(ArchiveDependencyRequest request, ArchiveLimits limits)
    {
        using var store = _repository.OpenStore();
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        await ImportCommit.WriteAsync(new(new Host(_temp.At("home"), _temp.At("run")), store, work), new ArchiveImport(request, limits), null, TestContext.Current.CancellationToken);
    }

    private string Everything()
    {
        var work = Path.Combine(_state.Path, ".git", "containerstate", "work");
        var scratch = Directory.Exists(work) ? string.Join(' ', Directory.EnumerateFileSystemEntries(work)) : "";
        var objects = string.Join(' ', Directory.EnumerateFiles(Path.Combine(_state.Path, ".git", "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        return string.Join('\n', _state.Look(), scratch, objects);
    }

    private string[] Files(string commit) => [.. _state.Run("ls-tree", "-r", "--format=%(objectmode) %(path)", commit).Split('\n')];

    private async Task<(string File, string Digest)> FileAsync(byte[] content, string program = "tar", string name = "foo.tar.gz")
    {
        var packed = await Packed.ByAsync(program, content);
        await File.WriteAllBytesAsync(_temp.At(name), packed, TestContext.Current.CancellationToken);
        return (_temp.At(name), Packed.Sha256(packed));
    }
}
