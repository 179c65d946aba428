using System.Security.Cryptography;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class PackageStoreTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();

    private PackageStore Store => new(_host.Host);

    private IEnumerable<string> Kept => Directory.EnumerateFiles(_host.Host.Packages).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task What_one_import_kept_the_next_one_takes_under_apts_name()
    {
        var digest = await KeepAsync("content");
        Assert.Equal(DigestOf("content"), digest);
        Assert.Equal([digest + ".deb"], Kept);

        var copied = await Store.CopyAsync([FileOf("a", digest), FileOf("b", DigestOf("other")), FileOf("c", "")], _temp.Path, TestContext.Current.CancellationToken);

        Assert.Equal([FileOf("a", digest)], copied);
        Assert.Equal("content", File.ReadAllText(_temp.At("a_1_all.deb")));
        Assert.Equal(["a_1_all.deb"], Directory.EnumerateFiles(_temp.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task What_was_changed_since_is_not_taken_and_not_kept()
    {
        var digest = await KeepAsync("content");
        File.WriteAllText(Path.Combine(_host.Host.Packages, digest + ".deb"), "changed");

        Assert.Empty(await Store.CopyAsync([FileOf("a", digest)], _temp.Path, TestContext.Current.CancellationToken));

        Assert.Empty(Kept);
        Assert.Empty(Directory.EnumerateFiles(_temp.Path));
    }

    [Fact]
    public async Task What_is_not_to_be_kept_has_its_digest_all_the_same()
    {
        using var content = new MemoryStream("content"u8.ToArray());
        Assert.Equal(DigestOf("content"), await Store.KeepAsync(content, null, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(_host.Host.Packages));
    }

    [Fact]
    public void The_least_recently_used_go_when_all_together_are_too_large()
    {
        Directory.CreateDirectory(_host.Host.Packages);
        foreach (var (name, days, size) in ((string, int, long)[])[("new", 1, PackageStore.MostBytes - 10), ("older", 2, 10), ("oldest", 3, 1)])
        {
            var path = Path.Combine(_host.Host.Packages, name + ".deb");
            using (var file = File.Create(path))
            {
                file.SetLength(size);
            }
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-days));
        }
        Store.Trim();
        Assert.Equal(["new.deb", "older.deb"], Kept);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(399, false)]
    public void Memory_is_used_where_twice_as_much_is_free(long free, bool used) =>
        Assert.Equal(used ? ScratchMemory.Least + 200 : null, ScratchMemory.For(100, (2 * ScratchMemory.Least) + free));

    private async Task<string> KeepAsync(string text)
    {
        using var work = WorkFolder.Create(_host.Host);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Store.KeepAsync(content, work, TestContext.Current.CancellationToken);
    }

    private static AptFile FileOf(string package, string digest) => new(package, package + "_1_all.deb", 7, digest);

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
