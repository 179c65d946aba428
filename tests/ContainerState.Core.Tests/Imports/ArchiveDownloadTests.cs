using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class ArchiveDownloadTests : IDisposable
{
    private static readonly ArchiveLimits Limits = new(1 << 20, 1 << 20, 100, TimeSpan.FromSeconds(2));
    private readonly TempFolder _temp = new();
    private readonly WebServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_URL_is_downloaded_with_progress_and_its_digest_is_that_of_its_bytes()
    {
        var content = new byte[700_000];
        new Random(1).NextBytes(content);
        _server.Answer("/foo.tar", content);
        var steps = new List<StepProgress>();

        var digest = await DownloadAsync("/foo.tar", Limits, new Steps(steps));

        Assert.Equal(Packed.Sha256(content), digest);
        Assert.Equal(content, await File.ReadAllBytesAsync(_temp.At("target"), Cancel));
        Assert.All(steps, step => Assert.InRange(step.Share!.Value, 0, 1));
    }

    [Fact]
    public async Task Redirections_are_followed_to_their_end()
    {
        _server.Answer("/c", "x"u8.ToArray());
        _server.Redirect("/a", "/b");
        _server.Redirect("/b", _server.Url + "/c");

        Assert.Equal(Packed.Sha256("x"u8.ToArray()), await DownloadAsync("/a"));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("gopher://127.0.0.1/x")]
    public async Task A_redirection_to_anything_but_http_is_refused(string target)
    {
        _server.Redirect("/a", target);
        Assert.Contains(target, (await RefuseAsync(ErrorId.Remote, "/a")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirections_without_end_are_refused()
    {
        _server.Redirect("/a", "/a");
        await RefuseAsync(ErrorId.Remote, "/a");
        Assert.InRange(_server.Requests.Count, 2, 20);
    }

    [Fact]
    public async Task A_refusal_of_the_server_is_named()
    {
        Assert.Contains("404", (await RefuseAsync(ErrorId.Remote, "/nowhere")).Problem, StringComparison.Ordinal);
        _server.Answer("/broken", [], status: "500 Broken");
        var error = await RefuseAsync(ErrorId.Remote, "/broken?token=secret");
        Assert.Contains("500", error.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Contains("token=secret", _server.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        _server.Hang("/a");
        var error = await RefuseAsync(ErrorId.Remote, "/a", Limits with { Patience = TimeSpan.FromMilliseconds(300) });
        Assert.Contains("nothing came for 0.3 seconds", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_an_error_and_no_short_file()
    {
        _server.Answer("/a", new byte[1000], length: 2000);
        await RefuseAsync(ErrorId.Remote, "/a");
    }

    [Fact]
    public async Task What_is_too_large_is_refused_by_its_announced_length()
    {
        _server.Answer("/announced", new byte[10], length: 2 << 20);
        Assert.Contains("1048576 bytes", (await RefuseAsync(ErrorId.ArchiveTooLarge, "/announced")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_download_ends_at_once_as_cancelled()
    {
        _server.Hang("/a");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ArchiveFile.CopyAsync(
            ArchiveLocation.Parse(_server.Url + "/a"), _temp.At("target"), Limits with { Patience = TimeSpan.FromMinutes(1) }, null, stop.Token));
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_named() =>
        Assert.Equal("http://127.0.0.1:9/a.tar", (await Refused.WithAsync(ErrorId.Remote, 
            () => ArchiveFile.CopyAsync(ArchiveLocation.Parse("http://127.0.0.1:9/a.tar"), _temp.At("target"), Limits, null, Cancel))).Target);

    [Theory]
    [InlineData("https://host.test/a/Foo_Bar-1.2.tar.gz", "https://host.test/a/Foo_Bar-1.2.tar.gz", "foo_bar-1.2")]
    [InlineData("https://host.test/a%20b/foo.tgz?key=secret#part", "https://host.test/a%20b/foo.tgz", "foo")]
    [InlineData("http://host.test:8080/v1.0.tar.zst", "http://host.test:8080/v1.0.tar.zst", "v1.0")]
    [InlineData("/tmp/some where/foo-2.tar.bz2", "foo-2.tar.bz2", "foo-2")]
    [InlineData("/tmp/foo", "foo", "foo")]
    public void What_is_kept_of_a_place_names_neither_this_machine_nor_a_key(string archive, string title, string name)
    {
        var location = ArchiveLocation.Parse(archive);
        Assert.Equal((title, name), (location.Title, location.DefaultName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("foo.tar")]
    [InlineData("../foo.tar")]
    [InlineData("ftp://host.test/foo.tar")]
    [InlineData("file:///tmp/foo.tar")]
    [InlineData("https://user:secret@host.test/foo.tar")]
    [InlineData("https://host.test/a b.tar")]
    [InlineData("https://host.test/a\nb.tar")]
    [InlineData("https://")]
    [InlineData("/tmp/a\nb.tar")]
    public void What_is_neither_a_plain_URL_nor_an_absolute_path_is_refused(string archive) =>
        Assert.Equal("archive", Assert.Throws<InvalidNameException>(() => ArchiveLocation.Parse(archive)).Kind);

    private Task<string> DownloadAsync(string path, ArchiveLimits? limits = null, IProgress<StepProgress>? progress = null) =>
        ArchiveFile.CopyAsync(ArchiveLocation.Parse(_server.Url + path), _temp.At("target"), limits ?? Limits, progress, Cancel);

    private async Task<ContainerStateException> RefuseAsync(ErrorId id, string path, ArchiveLimits? limits = null)
    {
        var error = await Refused.WithAsync(id, () => DownloadAsync(path, limits));
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("ls-remote", error.Remedy, StringComparison.Ordinal);
        return error;
    }

    private sealed class Steps(List<StepProgress> steps) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => steps.Add(value);
    }
}
