using System.Formats.Tar;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using static ContainerState.Core.Tests.Imports.TarTreeTests;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Archives that are refused, and leave nothing.</summary>
public sealed class ArchiveRefusalTests : ArchiveTests
{
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
        Assert.Equal("SHA-256", (await RefuseAsync<InvalidNameException>(new(Temp.At("foo.tar"), digest))).Kind);

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
        Assert.Equal(Temp.At("none.tar"), (await RefuseAsync(ErrorId.ArchiveNotFound, new(Temp.At("none.tar"), digest))).Target);
        Assert.Contains("folder", (await RefuseAsync<ArchiveUnreadableException>(new(Temp.Path, digest))).Detail, StringComparison.Ordinal);
    }
}
