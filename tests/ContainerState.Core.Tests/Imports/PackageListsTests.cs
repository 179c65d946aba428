using System.Security.Cryptography;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class PackageListsTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();

    private PackageLists Lists => new(_host.Host);

    private string[] Kept => Directory.Exists(_host.Host.PackageLists) ? [.. Directory.EnumerateFiles(_host.Host.PackageLists).Select(path => Path.GetFileName(path))] : [];

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_list_that_was_kept_is_taken_by_its_digest()
    {
        var index = await KeepAsync("Package: a\n");
        Assert.Equal([index.Sha256 + ".list"], Kept);

        Assert.True(await Lists.TryTakeAsync(index, _temp.At("copy"), TestContext.Current.CancellationToken));
        Assert.False(await Lists.TryTakeAsync(IndexOf("Package: b\n"), _temp.At("other"), TestContext.Current.CancellationToken));

        Assert.Equal("Package: a\n", File.ReadAllText(_temp.At("copy")));
        Assert.False(File.Exists(_temp.At("other")));
    }

    [Fact]
    public async Task One_that_was_changed_or_cut_is_neither_taken_nor_kept()
    {
        var index = await KeepAsync("Package: a\n");
        File.WriteAllText(Path.Combine(_host.Host.PackageLists, index.Sha256 + ".list"), "Package: ");

        Assert.False(await Lists.TryTakeAsync(index, _temp.At("copy"), TestContext.Current.CancellationToken));

        Assert.Empty(Kept);
        Assert.False(File.Exists(_temp.At("copy")));
    }

    [Fact]
    public async Task One_that_is_not_what_was_signed_is_an_error_and_not_kept()
    {
        File.WriteAllText(_temp.At("list"), "Package: b\n");

        await Refused.WithAsync(ErrorId.Remote, () => Lists.KeepAsync([(IndexOf("Package: a\n"), _temp.At("list"))], TestContext.Current.CancellationToken));

        Assert.Empty(Kept);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host.Host.Work));
    }

    [Fact]
    public async Task Whoever_only_looks_leaves_all_as_it_was()
    {
        var wanted = new AptSources.Wanted(["a"], AptSources.Binary, "bookworm", null);
        var looks = new PackageLists(_host.Host, looksOnly: true);
        var (whole, damaged) = (await KeepAsync("Package: a\n"), await KeepAsync("Package: b\n"));
        File.WriteAllText(Path.Combine(_host.Host.PackageLists, damaged.Sha256 + ".list"), "Package: ");
        File.SetLastWriteTimeUtc(Path.Combine(_host.Host.PackageLists, whole.Sha256 + ".list"), DateTime.UnixEpoch);
        var before = Kept;
        File.WriteAllText(_temp.At("list"), "Package: c\n");

        Assert.Null(await looks.LockAsync(wanted, TestContext.Current.CancellationToken));
        Assert.True(await looks.TryTakeAsync(whole, _temp.At("copy"), TestContext.Current.CancellationToken));
        Assert.False(await looks.TryTakeAsync(damaged, _temp.At("other"), TestContext.Current.CancellationToken));
        await looks.KeepAsync([(IndexOf("Package: c\n"), _temp.At("list"))], TestContext.Current.CancellationToken);

        Assert.Equal("Package: a\n", File.ReadAllText(_temp.At("copy")));
        Assert.False(File.Exists(_temp.At("other")));
        Assert.Equal(before, Kept);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Path.Combine(_host.Host.PackageLists, whole.Sha256 + ".list")));
    }

    [Fact]
    public async Task An_empty_list_needs_no_keeping()
    {
        Assert.True(await Lists.TryTakeAsync(IndexOf(""), _temp.At("copy"), TestContext.Current.CancellationToken));

        Assert.Equal("", File.ReadAllText(_temp.At("copy")));
    }

    [Fact]
    public async Task The_least_recently_used_go_when_all_together_are_too_large()
    {
        Directory.CreateDirectory(_host.Host.PackageLists);
        var old = Path.Combine(_host.Host.PackageLists, new string('0', 64) + ".list");
        using (var file = File.Create(old))
        {
            file.SetLength(PackageLists.MostBytes);
        }
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        var index = await KeepAsync("Package: a\n");

        Assert.Equal([index.Sha256 + ".list"], Kept);
    }

    [Fact]
    public async Task Whoever_fetches_the_same_lists_waits_and_others_do_not()
    {
        var wanted = new AptSources.Wanted(["a"], AptSources.Binary, "bookworm", "http://user:secret@mirror.test/");
        using var held = await Lists.LockAsync(wanted, TestContext.Current.CancellationToken);

        using (await Lists.LockAsync(wanted with { Suite = "trixie" }, TestContext.Current.CancellationToken))
        using (var brief = new CancellationTokenSource(100))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Lists.LockAsync(wanted with { Packages = ["b"] }, brief.Token));
        }

        Assert.DoesNotContain(Kept, name => name.Contains("secret", StringComparison.Ordinal) || name.Contains("mirror", StringComparison.Ordinal));
    }

    private async Task<ReleaseIndex> KeepAsync(string text)
    {
        File.WriteAllText(_temp.At("list"), text);
        await Lists.KeepAsync([(IndexOf(text), _temp.At("list"))], TestContext.Current.CancellationToken);
        return IndexOf(text);
    }

    private static ReleaseIndex IndexOf(string text) =>
        new("main/binary-amd64/Packages", text.Length, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
}
