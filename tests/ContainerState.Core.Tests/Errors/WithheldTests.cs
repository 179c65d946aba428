using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Errors;

public sealed class WithheldTests
{
    [Theory]
    [InlineData("https://oauth2:SECRET@git.example.org/a.git", "https://git.example.org/a.git")]
    [InlineData("https://SECRET@git.example.org/a.git", "https://git.example.org/a.git")]
    [InlineData("fatal: no 'HTTPS://a:SEC@RET@git.example.org/a.git/'", "fatal: no 'HTTPS://git.example.org/a.git/'")]
    [InlineData("ssh://git@git.example.org:22/a.git", "ssh://git@git.example.org:22/a.git")]
    [InlineData("ssh://git:SECRET@git.example.org/a.git", "ssh://git.example.org/a.git")]
    [InlineData("git@git.example.org:a.git and me@example.org", "git@git.example.org:a.git and me@example.org")]
    [InlineData("https://git.example.org/a@v1 and b@v2", "https://git.example.org/a@v1 and b@v2")]
    [InlineData("ftp://a:SECRET@one http://b:SECRET@two/", "ftp://one http://two/")]
    public void A_url_is_shown_without_what_lets_somebody_in(string text, string shown) => Assert.Equal(shown, Withheld.FromUrls(text));

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
