using System.Formats.Tar;
using ContainerState.Core.Tests.Support;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;
using static ContainerState.Core.Tests.Imports.TarTreeTests;

namespace ContainerState.Core.Tests.Imports;

public sealed class ArchiveImportTests : ArchiveTests
{
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
        Assert.Equal("int", State.Run("show", added.Commit + ":src/same.c"));
        Assert.Equal("#mtree v2.0\n./empty type=dir", State.Run("show", added.Commit + ":.containerstate/mtree"));
        Assert.Equal("source: deps/foo\nto: /srv/foo\n", State.Read("components/foo.yaml"));
        Assert.Equal(added.Commit, State.Run("rev-parse", "refs/heads/deps/foo"));
        Assert.Equal("", State.Run("status", "--porcelain"));
        Assert.True((await Repository.Refresh().TestAsync()).Complete);
        var record = ImportRecord.Read(State.Run("show", added.Commit + ":" + ImportRecord.Path))!;
        Assert.Equal(
            ["archive=foo.zip", "content=source", "format=" + format, "topFolder=foo-1.2"],
            record.Parameters.Select(one => $"{one.Key}={one.Value}"));
        Assert.Equal([new ImportedItem("foo.zip", "", "", digest)], record.Items);
        Assert.EndsWith($"\n\nfoo.zip sha256:{digest}", State.Run("log", "-1", "--format=%B", added.Commit).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_archive_imported_twice_is_the_same_commit()
    {
        var (file, digest) = await FileAsync(Release, "gzip");
        var first = await AddAsync(new(file, digest));
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        var other = TestRepo.MakeState(Temp.At("other"));
        Directory.CreateDirectory(Temp.At("elsewhere"));
        File.Copy(file, Temp.At("elsewhere", "foo.tar.gz"));

        var second = await StateDependencies.AddAsync(
            new Host(Temp.At("home"), Temp.At("run")), StateRepo.Open(other.Path), new ArchiveDependencyRequest(Temp.At("elsewhere", "foo.tar.gz"), digest) { Name = "bar", NoComponent = true }, cancel: TestContext.Current.CancellationToken);

        Assert.Equal("foo", first.Name);
        Assert.Equal(first.Commit, second.Commit);
        Assert.False(Path.Exists(Temp.At("other", "components")));
        Assert.DoesNotContain(Temp.Path, State.Run("log", "--all", "--format=%B"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_times_and_owners_in_an_archive_change_no_file_of_it()
    {
        var one = await FileAsync(Packed.Tar(tar => { Add(tar, "d/a", "a", 420); Add(tar, "d/b", "b", 493); }));
        var other = await FileAsync(Packed.Tar(tar => { Add(tar, "d/b", "b", 448, uid: 5); Folder(tar, "d/"); Add(tar, "d/a", "a", 384, gid: 7); }), name: "other.tar");

        var (first, second) = (await AddAsync(new(one.File, one.Digest) { Name = "a" }), await AddAsync(new(other.File, other.Digest) { Name = "b" }));

        Assert.NotEqual(first.Commit, second.Commit);
        Assert.Equal([".containerstate/import.json"], State.Run("diff", "--name-only", first.Commit, second.Commit).Split('\n'));
    }

    [Fact]
    public async Task Two_folders_at_the_top_stay()
    {
        var (file, digest) = await FileAsync(Packed.Tar(tar => { Add(tar, "a/x", "x", 420); Add(tar, "b/x", "x", 420); }));
        var added = await AddAsync(new(file, digest));
        Assert.Equal(["100644 a/x", "100644 b/x"], Files(added.Commit)[2..]);
        Assert.DoesNotContain("topFolder", State.Run("show", added.Commit + ":" + ImportRecord.Path), StringComparison.Ordinal);
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

        Assert.Equal("source: deps/base\nto: /\n", State.Read("components/base.yaml"));
        Assert.Equal(["100755 usr/bin/su", "100644 usr/etc/shadow", "120000 usr/sh", "120000 usr/up"], Files(added.Commit)[2..]);
        Assert.Equal("#mtree v2.0\n./usr/bin/su type=any mode=04755\n./usr/etc/shadow type=any mode=0640 gid=42", State.Run("show", added.Commit + ":.containerstate/mtree"));
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
        Assert.Equal(["e\n./etc type=dir uid=1"], TreeMetadata.Parse(State.Run("show", added.Commit + ":.containerstate/mtree"), "x").Entries.Keys);
        Assert.DoesNotContain("\nfaked", State.Run("log", "-1", "--format=%B", added.Commit), StringComparison.Ordinal);
    }
}
