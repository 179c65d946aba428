using System.Formats.Tar;
using System.Security.Cryptography;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class ArchiveCommandTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_archive_beside_is_added_listed_and_comes_back_in_a_clone()
    {
        var repository = await bench.NewAsync();
        var digest = await ArchiveAsync("foo-1.2.tar");

        var added = await bench.DoAsync("dependency", "add", "--archive", "foo-1.2.tar", "--sha256", digest, "--repo", repository);

        Assert.Equal(("foo-1.2", "Archive"), (added.GetProperty("name").GetString(), added.GetProperty("kind").GetString()));
        Assert.Equal("foo-1.2.tar (source)", added.GetProperty("detail").GetString());
        Assert.Equal("page", await Workbench.GitAsync(repository, "show", "refs/heads/deps/foo-1.2:page.html"));
        var pushed = await bench.PushAsync(repository, "pushed.git");
        await bench.DoAsync("repo", "clone", pushed, "clone");
        Assert.True((await bench.DoAsync("dependency", "list", "--repo", bench.At("clone"))).GetProperty("present").GetBoolean());
        Assert.Equal((await bench.BuildAsync(repository)).Id, (await bench.BuildAsync(bench.At("clone"))).Id);
    }

    [Fact]
    public async Task An_empty_keep_says_that_nothing_goes_on_the_server()
    {
        var repository = await bench.NewAsync();

        await bench.DoAsync("dependency", "add", "--archive", "foo.tar", "--sha256", await ArchiveAsync("foo.tar"), "--keep", "", "--repo", repository);

        Assert.Equal("source: deps/foo\nto: /srv/foo\nkeep: []\n", await Workbench.GitAsync(repository, "show", "HEAD:components/foo.yaml") + "\n");
    }

    [Fact]
    public async Task Another_digest_ends_with_3_and_names_both()
    {
        var repository = await bench.NewAsync();
        var digest = await ArchiveAsync("foo.tar");
        var before = await RepositoryState.OfAsync(repository);

        var error = await bench.FailAsync("DigestMismatch", "dependency", "add", "--archive", "foo.tar", "--sha256", new string('0', 64), "--repo", repository);

        Assert.Equal(3, error.GetProperty("exitCode").GetInt32());
        Assert.Contains(digest, error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Contains(new string('0', 64), error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Equal(before, await RepositoryState.OfAsync(repository));
    }

    [Fact]
    public async Task A_missing_file_ends_with_4_and_an_archive_from_nowhere_with_7()
    {
        var repository = await bench.NewAsync();
        string[] rest = ["--sha256", new string('0', 64), "--repo", repository];

        Assert.Equal(4, (await bench.FailAsync("ArchiveNotFound", ["dependency", "add", "--archive", "none.tar", .. rest])).GetProperty("exitCode").GetInt32());
        Assert.Equal(7, (await bench.FailAsync("Remote", ["dependency", "add", "--archive", "http://127.0.0.1:9/x.tar", .. rest])).GetProperty("exitCode").GetInt32());
        Assert.Equal(3, (await bench.FailAsync("InvalidName", ["dependency", "add", "--archive", "ftp://127.0.0.1/x.tar", .. rest])).GetProperty("exitCode").GetInt32());
    }

    private async Task<string> ArchiveAsync(string name)
    {
        using var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "foo-1.2/page.html") { DataStream = new MemoryStream("page\n"u8.ToArray()) });
        }
        await File.WriteAllBytesAsync(bench.At(name), bytes.ToArray());
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }
}
