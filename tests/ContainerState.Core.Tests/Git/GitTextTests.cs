using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class GitTextTests
{
    [Theory]
    [InlineData("https://example.test/a.git")]
    [InlineData("http://example.test:8080/a")]
    [InlineData("ssh://git@example.test:22/a.git")]
    [InlineData("git://example.test/a.git")]
    [InlineData("file:///srv/git/a.git")]
    [InlineData("https://[::1]/a.git")]
    [InlineData("/srv/git/a b.git")]
    [InlineData("/-x")]
    [InlineData("git@example.test:a/b.git")]
    public void An_ordinary_url_is_taken(string url) => Assert.Equal(url, GitUrl.Require(url));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-u./payload")]
    [InlineData("ssh://-oProxyCommand=x/y")]
    [InlineData("ssh://user@-oProxyCommand=x/y")]
    [InlineData("https://-x/y")]
    [InlineData("-oProxyCommand=x:y")]
    [InlineData("git@-oProxyCommand=x:y")]
    [InlineData("git@host:-x")]
    [InlineData("ext::sh -c id")]
    [InlineData("ext::sh -c [id]")]
    [InlineData("EXT::sh -c [id]")]
    [InlineData("fd::17")]
    [InlineData("remote-x::https://example.test/a")]
    [InlineData("https://example.test/a\n--upload-pack=x")]
    [InlineData("https://example.test/a\r")]
    [InlineData("https://example.test/\0a")]
    [InlineData("https://example.test/\u0085a")]
    [InlineData("relative/path")]
    [InlineData("../a")]
    [InlineData("./")]
    [InlineData("~/a")]
    [InlineData("host:path")]
    [InlineData("C:\\a")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://example.test/a")]
    [InlineData(" https://example.test/a")]
    [InlineData("a;b@host:path")]
    [InlineData("$(id)@host:path")]
    [InlineData("git@host:")]
    public void A_url_that_could_mean_something_else_is_refused(string url)
    {
        var error = Assert.Throws<UnsafeUrlException>(() => GitUrl.Require(url));
        Assert.Equal(url, error.Url);
        Assert.NotEmpty(error.Reason);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("https://example.test/Some%20App.git/", "some-20app")]
    [InlineData("git@example.test:tools.git", "tools")]
    [InlineData("/srv/git/my app", "my-app")]
    [InlineData("https://example.test/-x-", "x")]
    [InlineData("https://example.test/...", "")]
    public void A_name_is_made_of_a_url(string url, string name) => Assert.Equal(name, GitUrl.NameOf(url));

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456789ABCDEF0123456789abcdef01234567", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456", false)]
    [InlineData("0123456789abcdef0123456789abcdef012345678", false)]
    [InlineData("../../../../../../../../../../../../../x", false)]
    [InlineData("٠123456789abcdef0123456789abcdef01234567", false)]
    [InlineData("", false)]
    public void A_whole_id_is_forty_lower_case_digits(string text, bool whole) => Assert.Equal(whole, CommitId.IsWhole(text));

    [Fact]
    public void A_short_id_is_twelve_digits()
    {
        Assert.Equal("0123456789ab", CommitId.Short("0123456789abcdef0123456789abcdef01234567"));
        Assert.Equal("abc", CommitId.Short("abc"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".Git")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0b")]
    [InlineData("a\uFFFDb")]
    public void A_name_that_no_file_may_have_is_refused(string name) => Assert.NotNull(EntryName.Fault(name));

    [Theory]
    [InlineData("a")]
    [InlineData("...")]
    [InlineData(".gitignore")]
    [InlineData("-rf")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("\"quoted\"")]
    [InlineData("C:\\x")]
    [InlineData("naïve")]
    public void An_odd_name_that_a_file_may_have_is_taken(string name) => Assert.Null(EntryName.Fault(name));

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        Assert.Null(EntryName.Fault(new string('x', 255)));
        Assert.NotNull(EntryName.Fault(new string('x', 256)));
        Assert.NotNull(EntryName.Fault(new string('é', 128)));
    }
}
