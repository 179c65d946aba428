using System.Formats.Tar;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class TarTreeTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task An_ordinary_archive_becomes_a_tree()
    {
        var (tree, metadata) = await ImportAsync(tar =>
        {
            Folder(tar, "./");
            Folder(tar, "./usr/");
            Add(tar, "./usr/a", "text", 420);
            Add(tar, "./usr/b", "run", 493);
            Add(tar, "./etc/shadow", "secret", 416, gid: 42);
            Link(tar, "./bin", "usr/bin");
            Link(tar, "./out", "/etc/../../outside");
            Hard(tar, "./usr/c", "./usr/b");
            Folder(tar, "./srv/empty/");
            Folder(tar, "./tmp/", 1023);
        });
        Assert.Equal("text", tree("usr/a"));
        Assert.Equal("run", tree("usr/c"));
        Assert.Equal("usr/bin", tree("bin"));
        Assert.Equal("/etc/../../outside", tree("out"));
        Assert.Equal(["etc/shadow", "srv/empty", "tmp"], metadata.Entries.Keys);
        Assert.Equal(new PathMetadata(IsDirectory: false, 416, 0, 42), metadata.Find("etc/shadow"));
        Assert.Equal(new PathMetadata(IsDirectory: true, 1023), metadata.Find("tmp"));
    }

    public static TheoryData<string> Hostile => [.. HostileArchives.All.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_entry_is_refused(string name)
    {
        var error = await Assert.ThrowsAsync<UnsafeTreeException>(() => ImportAsync(HostileArchives.All[name]));
        Assert.Equal("the archive", error.SourceName);
        Assert.NotEmpty(error.Reason);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task A_capability_is_kept()
    {
        // VFS_CAP_REVISION_2, effective, with cap_net_raw permitted.
        var value = Convert.FromHexString("0100000200200000000000000000000000000000");
        var (_, metadata) = await ImportAsync(tar => Capable(tar, value));
        Assert.Equal(Convert.ToBase64String(value), metadata.Find("ping")!.Capability);
    }

    [Fact]
    public async Task A_capability_with_a_high_bit_is_refused_and_never_changed()
    {
        var error = await Assert.ThrowsAsync<UnsafeTreeException>(() => ImportAsync(tar => Capable(tar, Convert.FromHexString("0100000280200000000000000000000000000000"))));
        Assert.Contains("capabilities", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(600)]
    [InlineData(1030)]
    [InlineData(1500)]
    [InlineData(1536)]
    [InlineData(3000)]
    [InlineData(6144)]
    public async Task An_archive_that_is_cut_short_is_refused(int length)
    {
        using var whole = new MemoryStream();
        await using (var tar = new TarWriter(whole, leaveOpen: true))
        {
            Add(tar, "a", new string('x', 300), 420);
            Add(tar, "b", new string('y', 3000), 420);
        }
        using var cut = new MemoryStream(whole.ToArray()[..length]);
        var error = await Assert.ThrowsAsync<ArchiveUnreadableException>(() => ImportAsync(cut));
        Assert.Equal("the archive", error.Archive);
    }

    [Fact]
    public async Task Rubbish_is_refused_and_nothing_worse()
    {
        var random = new Random(9);
        using var whole = new MemoryStream();
        await using (var tar = new TarWriter(whole, leaveOpen: true))
        {
            Folder(tar, "d/");
            Add(tar, "d/a", new string('x', 300), 420);
            Link(tar, "d/l", "a");
            Hard(tar, "d/h", "d/a");
        }
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var bytes = whole.ToArray();
            for (var change = random.Next(1, 20); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            try
            {
                await ReadAsync(new MemoryStream(bytes), Stream.Null);
            }
            catch (Exception fault) when (fault is UnsafeTreeException or ArchiveUnreadableException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 50, 150);
    }

    [Fact]
    public async Task Every_kind_of_entry_that_a_header_can_name_is_read_or_refused()
    {
        using var whole = new MemoryStream();
        await using (var tar = new TarWriter(whole, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream(new byte[600]) });
        }
        var refused = new List<char>();
        for (var kind = 0; kind < 256; kind++)
        {
            // tar(5): the kind at 156; at 148 the sum of all bytes of the header, with spaces in its place, in octal.
            var bytes = whole.ToArray();
            bytes[156] = (byte)kind;
            bytes.AsSpan(148, 8).Fill((byte)' ');
            Encoding.ASCII.GetBytes(Convert.ToString(bytes[..512].Sum(one => one), 8).PadLeft(6, '0') + "\0 ").CopyTo(bytes, 148);
            try
            {
                await ReadAsync(new MemoryStream(bytes), Stream.Null);
            }
            catch (Exception fault) when (fault is UnsafeTreeException or ArchiveUnreadableException)
            {
                refused.Add((char)kind);
            }
        }
        // Devices and pipes, and what GNU tar alone knows: sparse files, several volumes.
        Assert.Superset("346SM".ToHashSet(), refused.ToHashSet());
        Assert.DoesNotContain('0', refused);
    }

    [Fact]
    public async Task What_is_judged_away_stays_out()
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            Add(tar, "drop/a", "x", 384);
            Add(tar, "empty", "x", 420);
            Add(tar, "read", "content", 420);
            Add(tar, "keep", "x", 420);
        }
        archive.Position = 0;
        var seen = "";
        var input = new MemoryStream();
        await using var writer = new FastImportWriter(input);
        var tree = new TarTree(writer, "the archive");
        await tree.ReadAsync(
            archive,
            path => path switch { "empty" => TarVerdict.Empty, "read" => TarVerdict.Read, "keep" => TarVerdict.Keep, _ => TarVerdict.Drop },
            async (path, content) => seen += path + "=" + await new StreamReader(content).ReadToEndAsync(TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        Assert.Equal("read=content", seen);
        Assert.Equal(2, writer.Count);
        Assert.Empty(tree.Metadata.Entries);
    }

    [Fact]
    public void A_record_comes_back()
    {
        var record = new ImportRecord("debian", new SortedDictionary<string, string>(StringComparer.Ordinal) { ["packages"] = "a,b", ["suite"] = "x" }, [new("a", "1:2~3+é", "all", new string('f', 64))]);
        var again = ImportRecord.Read(record.Write())!;
        Assert.Equal(record.Write(), again.Write());
        Assert.Equal(record.Items, again.Items);
        Assert.Null(ImportRecord.Read("{"));
        Assert.Null(ImportRecord.Read("[]"));
        Assert.Null(ImportRecord.Read("{}"));
        Assert.Null(ImportRecord.Read("null"));
    }

    internal static void Add(TarWriter tar, string path, string text, int mode, int uid = 0, int gid = 0) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { Mode = (UnixFileMode)mode, Uid = uid, Gid = gid, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    internal static void Folder(TarWriter tar, string path, int mode = 493) => tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, path) { Mode = (UnixFileMode)mode });

    internal static void Link(TarWriter tar, string path, string target) => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    internal static void Hard(TarWriter tar, string path, string target) => tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, path) { LinkName = target });

    // Written by hand, since the writer takes attributes as text only: a PAX header, then the file.
    private static void Capable(TarWriter tar, byte[] value)
    {
        var key = Encoding.ASCII.GetBytes(" SCHILY.xattr.security.capability=");
        var length = key.Length + value.Length + 1;
        length += (length + 2).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        byte[] record = [.. Encoding.ASCII.GetBytes($"{length}"), .. key, .. value, (byte)'\n'];
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "placeholder") { DataStream = new MemoryStream(record) });
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "ping") { Mode = (UnixFileMode)493 });
    }

    private async Task<(Func<string, string?> Text, TreeMetadata Metadata)> ImportAsync(Action<TarWriter> write)
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            write(tar);
        }
        var bytes = archive.ToArray();
        if (Encoding.ASCII.GetString(bytes, 0, 11) == "placeholder")
        {
            // The type and the checksum of the header are those of a PAX header then.
            bytes[156] = (byte)'x';
            bytes.AsSpan(148, 8).Fill((byte)' ');
            Encoding.ASCII.GetBytes(Convert.ToString(bytes.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(bytes, 148);
        }
        return await ImportAsync(new MemoryStream(bytes));
    }

    private async Task<(Func<string, string?> Text, TreeMetadata Metadata)> ImportAsync(Stream archive)
    {
        using var input = new MemoryStream();
        var metadata = await ReadAsync(archive, input);
        var repo = TestRepo.Make(_temp.At("repo"));
        repo.Feed(input.ToArray(), "fast-import", "--quiet", "--done", "--date-format=raw");
        var tree = repo.Run("rev-parse", "import^{tree}");
        return (path => repo.Run("show", $"{tree}:{path}"), metadata);
    }

    private static async Task<TreeMetadata> ReadAsync(Stream archive, Stream output)
    {
        await using var writer = new FastImportWriter(new KeepOpen(output));
        writer.Begin();
        var tree = new TarTree(writer, "the archive");
        await tree.ReadAsync(archive, _ => TarVerdict.Keep, (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        writer.Commit("refs/heads/import", "import");
        return tree.Metadata;
    }

    private sealed class KeepOpen(Stream inner) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    }
}
