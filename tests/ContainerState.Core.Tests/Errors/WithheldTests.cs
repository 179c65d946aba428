using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Errors;

public sealed class WithheldTests
{
    [Theory]
    [InlineData("https://oauth2:SECRET@git.example.org/a.git", "https://…@git.example.org/a.git")]
    [InlineData("https://SECRET@git.example.org/a.git", "https://…@git.example.org/a.git")]
    [InlineData("fatal: no 'HTTPS://a:SEC@RET@git.example.org/a.git/'", "fatal: no 'HTTPS://…@git.example.org/a.git/'")]
    [InlineData("ssh://git:SECRET@git.example.org/a.git", "ssh://…@git.example.org/a.git")]
    [InlineData("ftp://a:SECRET@one http://b:SECRET@two/", "ftp://…@one http://…@two/")]
    [InlineData("https://a:SEC/RET@example.org:8443/x.git", "https://…@example.org:8443/x.git")]
    [InlineData("https://a:SEC?RET@example.org/x.git?SECRET", "https://…@example.org/x.git?…")]
    [InlineData("https://a:(SECRET)@example.org/", "https://…@example.org/")]
    [InlineData("a:SECRET@example.org:x.git", "…@example.org:x.git")]
    [InlineData("//a:SECRET@example.org/x", "//…@example.org/x")]
    [InlineData("https:\\\\a:SECRET@example.org", "…@example.org")]
    [InlineData("https://proxy.test/https://a:SECRET@b/,https://SECRET@c/x", "https://proxy.test/https://…@b/,https://…@c/x")]
    [InlineData("https://[::1]:80/x https://a:SECRET@[::1]:80/x", "https://[::1]:80/x https://…@[::1]:80/x")]
    [InlineData("fatal: 'https://a:SECRET@b/' (https://a:SECRET@c/)", "fatal: 'https://…@b/' (https://…@c/)")]
    [InlineData("https://example.org/x.git?token=SECRET", "https://example.org/x.git?…")]
    [InlineData("See (https://example.org/x?token=SECRET).", "See (https://example.org/x?…).")]
    [InlineData("https://one.test/?to=https://two.test/&token=SECRET", "https://one.test/?…")]
    public void A_url_is_shown_without_what_lets_somebody_in(string text, string shown)
    {
        Assert.Equal(shown, Withheld.FromUrls(text));
        Assert.Equal(shown, Withheld.FromUrls(shown));
    }

    [Theory]
    [InlineData("ssh://git@git.example.org:22/a.git")]
    [InlineData("git+ssh://deploy@git.example.org/a.git")]
    [InlineData("git@git.example.org:a@2.git, deploy@host:a/b and me@example.org")]
    [InlineData("https://git.example.org/a@v1 and b@v2")]
    [InlineData("https://git.example.org:8443/a@v1 or https://[::1]:80/x@y")]
    [InlineData("/srv/a:b@c and file:///srv/a:b@c")]
    [InlineData("deps/x@1: is it missing? No.")]
    [InlineData("3f2a91:deps/@scope/x@1")]
    [InlineData("Is it https://example.org/?")]
    [InlineData("https://@example.org/x @a:b")]
    [InlineData("./")]
    public void What_lets_nobody_in_stays(string text) => Assert.Equal(text, Withheld.FromUrls(text));

    [Theory]
    [InlineData("https://a:SECRET@example.org/x.git", true)]
    [InlineData("https://SECRET@example.org/x.git", true)]
    [InlineData("https://a:SEC'RET@example.org/x.git", true)]
    [InlineData("https://a:SEC/RET@example.org/x.git", true)]
    [InlineData("ssh://git:SECRET@example.org/x.git", true)]
    [InlineData("ssh://deploy@example.org/x.git", false)]
    [InlineData("git@example.org:x.git", false)]
    [InlineData("https://example.org/x@y.git", false)]
    [InlineData("https://example.org/git?p=x.git", false)]
    [InlineData("https://example.org/git?mail=a:b@c", false)]
    [InlineData("/srv/a:b@c.git", false)]
    public void A_url_with_a_password_or_a_token_is_a_key(string url, bool isKey)
    {
        Assert.Equal(isKey, Withheld.IsKey(url));
        if (isKey)
        {
            Assert.DoesNotContain("RET@", Assert.Throws<UnsafeUrlException>(() => GitUrl.RequireForAll(url)).Problem, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(url, GitUrl.RequireForAll(url));
        }
    }

    [Fact]
    public void A_long_word_takes_no_long_time()
    {
        var word = string.Concat(Enumerable.Repeat("a://", 200_000)) + "@";
        Assert.Equal(word, Withheld.FromUrls(word));
    }

    [Fact]
    public void No_error_or_progress_shows_it()
    {
        const string Url = "https://oauth2:SECRET@git.example.org/a.git";
        ContainerStateException[] faults =
        [
            RemoteFaults.Failed(Url, $"unable to access '{Url}'", $"Look at {Url}"),
            new UnsafeUrlException(Url + "\n", "it holds a control character"),
            new ReferenceNotFoundException(Url, "main"),
            new ProgramFailedException($"git fetch {Url}", 128, $"fatal: {Url}"),
        ];

        Assert.All(faults, fault => Assert.DoesNotContain("SECRET", $"{fault} {fault.Problem} {fault.Remedy} {fault.Target}", StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", new StepProgress("Fetch", Url).ToString(), StringComparison.Ordinal);
    }
}
