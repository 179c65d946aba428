using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Git;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class DebianSieveTests : IDisposable
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly string Pem = Key.ExportPkcs8PrivateKeyPem();
    private readonly TempFolder _temp = new();
    private readonly List<string> _shipped = ["/.", "/etc", "/etc/ssl", "/var", "/var/lib"];
    private readonly Dictionary<string, string> _digests = [];

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_key_that_a_script_made_is_left_out_with_its_certificate()
    {
        using var certificate = MadeKeys.Certificate(Key);
        var (sieve, paths, _) = await ImportAsync(tar =>
        {
            TarTreeTests.Add(tar, "./etc/ssl/certs/made.pem", certificate.ExportCertificatePem(), 420);
            TarTreeTests.Add(tar, "./etc/ssl/certs/other.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 420);
            TarTreeTests.Add(tar, "./etc/ssl/private/made.key", Pem, 416, gid: 107);
            TarTreeTests.Hard(tar, "./etc/ssl/private/same.key", "./etc/ssl/private/made.key");
        });
        Assert.Equal(["etc/ssl/certs/other.pem"], paths);
        Assert.Equal(["etc/ssl/certs/made.pem", "etc/ssl/private/made.key"], sieve.LeftOut.Select(item => item.Path));
        Assert.Equal("a private key (PEM)", sieve.LeftOut[1].Reason);
    }

    [Fact]
    public async Task A_key_that_a_package_ships_is_public_and_stays()
    {
        Ship("usr/share/doc/example.key", Pem);
        Ship("etc/ssl/private/changed.key", "as it was shipped");
        var (sieve, paths, _) = await ImportAsync(tar =>
        {
            TarTreeTests.Add(tar, "./etc/ssl/private/changed.key", Pem, 384);
            TarTreeTests.Add(tar, "./usr/share/doc/example.key", Pem, 420);
        });
        Assert.Equal(["usr/share/doc/example.key"], paths);
        Assert.Equal(["etc/ssl/private/changed.key"], sieve.LeftOut.Select(item => item.Path));
    }

    [Fact]
    public async Task The_data_of_a_service_is_left_out_and_its_folder_stays()
    {
        _shipped.AddRange(["/var/lib/postgresql", "/var/lib/postgresql/README"]);
        var (sieve, paths, metadata) = await ImportAsync(tar =>
        {
            Folder(tar, "./etc/ldap/slapd.d/", 105);
            TarTreeTests.Add(tar, "./etc/ldap/slapd.d/cn=config.ldif", "x", 384, 105);
            Folder(tar, "./var/lib/mysql/", 104);
            TarTreeTests.Add(tar, "./var/lib/mysql/debian-10.11.flag", "", 420);
            TarTreeTests.Link(tar, "./var/lib/mysql/link", "elsewhere");
            Folder(tar, "./var/lib/postgresql/", 103);
            Folder(tar, "./var/lib/postgresql/15/", 103);
            TarTreeTests.Add(tar, "./var/lib/postgresql/15/PG_VERSION", "15\n", 384, 103);
            TarTreeTests.Add(tar, "./var/lib/postgresql/README", "shipped", 420);
            TarTreeTests.Add(tar, "./var/lib/tool/database", "kept", 420);
            TarTreeTests.Add(tar, "./var/lib/tor.state", "x", 384, 106);
            TarTreeTests.Add(tar, "./srv/page", "kept", 420, 33);
        });
        Assert.Equal(["srv/page", "var/lib/postgresql/README", "var/lib/tool/database"], paths);
        Assert.Equal(["etc/ldap/slapd.d/", "var/lib/mysql/", "var/lib/postgresql/", "var/lib/tor.state"], sieve.LeftOut.Select(item => item.Path));
        Assert.Equal(104, metadata.Find("var/lib/mysql")!.UserId);
        Assert.Null(metadata.Find("var/lib/postgresql/15"));
    }

    [Fact]
    public async Task A_Java_key_store_is_the_same_whenever_it_was_made()
    {
        var one = await StoreAsync(MadeKeys.KeyStore(1764000000000));
        var other = await StoreAsync(MadeKeys.KeyStore(1764000012345));
        Assert.Equal(one.Content, other.Content);
        Assert.Equal(MadeKeys.KeyStore(315_532_800_000), one.Content);
        Assert.Empty(one.Sieve.Doubtful);
    }

    [Fact]
    public async Task A_key_store_that_no_rule_knows_stays_and_is_named()
    {
        var ours = MadeKeys.KeyStore(1764000000000, password: "another");
        var (sieve, content) = await StoreAsync(ours);
        Assert.Equal(ours, content);
        Assert.Equal("it is a key store of a kind that no rule makes stable", sieve.Doubtful["etc/ssl/cacerts"]);
    }

    [Fact]
    public async Task A_key_store_with_a_private_key_is_left_out()
    {
        var (sieve, content) = await StoreAsync(MadeKeys.KeyStore(1764000000000, privateKey: true));
        Assert.Null(content);
        Assert.Equal("a Java key store with a private key", Assert.Single(sieve.LeftOut).Reason);
    }

    [Fact]
    public async Task A_key_in_a_file_too_large_for_memory_is_found()
    {
        var large = string.Concat(Enumerable.Repeat("0123456789abcdef", (17 << 20) / 16));
        var (sieve, paths, _) = await ImportAsync(tar =>
        {
            TarTreeTests.Add(tar, "./opt/keys", large[..((16 << 20) - 40)] + "\n" + Pem + large, 420);
            TarTreeTests.Add(tar, "./opt/large", large, 420);
        });
        Assert.Equal(["opt/large"], paths);
        Assert.Equal("opt/keys", Assert.Single(sieve.LeftOut).Path);
        Assert.Equal(large.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), TestRepo.At(_temp.At("repo")).Run("cat-file", "-s", "import:opt/large"));
    }

    [Fact]
    public async Task What_was_left_out_is_in_the_record_and_in_the_warnings()
    {
        var (sieve, _, _) = await ImportAsync(tar => TarTreeTests.Add(tar, "./etc/ssl/private/made.key", Pem, 384));
        var record = new ImportRecord(DebianImport.Kind.Id, new SortedDictionary<string, string>(StringComparer.Ordinal), []) { LeftOut = sieve.LeftOut, Warnings = ["x"] };
        Assert.Equal(sieve.LeftOut, ImportRecord.Read(record.Write())!.LeftOut);
        Assert.DoesNotContain("warnings", record.Write());
        Assert.DoesNotContain("leftOut", (record with { LeftOut = null }).Write());
        Assert.Contains("\n  /etc/ssl/private/made.key: a private key (PEM)", Assert.Single(ImportWarnings.Of(sieve.LeftOut, sieve.Doubtful)));
    }

    [Fact]
    public void Every_rule_that_makes_content_stable_is_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(SourceText.Docs, "importing-debian.md"));
        Assert.All(StableForms.Names, name => Assert.Contains($"| {name} |", page));
    }

    private static void Folder(TarWriter tar, string path, int uid) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, path) { Mode = (UnixFileMode)493, Uid = uid, Gid = uid });

    private void Ship(string path, string content)
    {
        _shipped.Add("/" + path);
#pragma warning disable CA5351 // dpkg's own.
        _digests[path] = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(content)));
#pragma warning restore CA5351
    }

    private async Task<(DebianSieve Sieve, byte[]? Content)> StoreAsync(byte[] store)
    {
        var (sieve, paths, _) = await ImportAsync(tar => tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, "./etc/ssl/cacerts") { Mode = (UnixFileMode)420, DataStream = new MemoryStream(store) }));
        using var opened = GitStore.Open(_temp.At("repo"));
        return (sieve, paths.Count == 0 ? null : opened.ReadBlob(TestRepo.At(_temp.At("repo")).Run("rev-parse", "import:etc/ssl/cacerts")));
    }

    private async Task<(DebianSieve Sieve, IReadOnlyList<string> Paths, TreeMetadata Metadata)> ImportAsync(Action<TarWriter> write)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            write(tar);
        }
        archive.Position = 0;
        using var input = new MemoryStream();
        DebianSieve sieve;
        TreeMetadata metadata;
        await using (var output = new FileStream(_temp.At("stream"), FileMode.Create))
        await using (var writer = new FastImportWriter(output))
        {
            writer.Begin();
            sieve = new DebianSieve(DatabaseAsync, _temp.Path, new UnstableContent(DateTimeOffset.UtcNow, _temp.Path, "machine"));
            var tree = new TarTree(writer, "the archive") { Sieve = sieve };
            await tree.ReadAsync(archive, _ => TarVerdict.Keep, (_, _) => Task.CompletedTask, cancel);
            writer.Commit("refs/heads/import", "import");
            metadata = tree.Metadata;
        }
        var repo = TestRepo.Make(_temp.At("repo"));
        repo.Feed(await File.ReadAllBytesAsync(_temp.At("stream"), cancel), "fast-import", "--quiet", "--done", "--force", "--date-format=raw");
        return (sieve, repo.Run("ls-tree", "-r", "--name-only", "import").Split('\n', StringSplitOptions.RemoveEmptyEntries), metadata);
    }

    private async Task<ShippedFiles> DatabaseAsync(CancellationToken cancel)
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            TarTreeTests.Add(tar, "var/lib/dpkg/info/some.list", string.Join('\n', _shipped) + "\n", 420);
            TarTreeTests.Add(tar, "var/lib/dpkg/info/some.md5sums", string.Concat(_digests.Select(file => $"{file.Value}  {file.Key}\n")), 420);
            TarTreeTests.Add(tar, "var/lib/dpkg/status", "Package: some\nConffiles:\n /etc/some.conf 0123456789abcdef0123456789abcdef obsolete\n", 420);
        }
        archive.Position = 0;
        return await ShippedFiles.ReadAsync(archive, cancel);
    }
}
