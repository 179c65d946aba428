using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("https://user:hunter2@example.org/x.git", "https://…@example.org/x.git")]
    [InlineData("https://hunter2@example.org/x.git", "https://…@example.org/x.git")]
    [InlineData("https://user:hunt/er2@example.org/x.git", "https://…@example.org/x.git")]
    [InlineData("https://user:hunt@er2@example.org", "https://…@example.org")]
    [InlineData("HTTPS://user:hunter2@example.org:8443/x", "HTTPS://…@example.org:8443/x")]
    [InlineData("https://example.org/x.git?token=hunter2", "https://example.org/x.git?…")]
    [InlineData("ssh://user:hunter2@example.org/x", "ssh://…@example.org/x")]
    [InlineData("user:hunter2@example.org:x.git", "…@example.org:x.git")]
    [InlineData("//user:hunter2@example.org/x", "…@example.org/x")]
    [InlineData("https:\\\\user:hunter2@example.org", "…@example.org")]
    [InlineData("fatal: 'https://user:hunter2@example.org/' and (https://b:hunter2@c/)", "fatal: 'https://…@example.org/' and (https://…@c/)")]
    public void Names_passwords_and_queries_are_hidden(string text, string shown)
    {
        Assert.Equal(shown, SecretText.Hide(text));
        Assert.DoesNotContain("hunt", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssh://git@example.org/x.git")]
    [InlineData("git@example.org:x.git")]
    [InlineData("https://example.org/scope@2.0/x.git")]
    [InlineData("https://example.org:8443/x@y")]
    [InlineData("https://[::1]:80/x")]
    [InlineData("deps/x@1 is missing? yes")]
    [InlineData("./")]
    public void What_is_no_secret_stays(string text) => Assert.Equal(text, SecretText.Hide(text));
}
