using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

public sealed class SecretAccessTests
{
    [Theory]
    [InlineData("www-data", "0440")]
    [InlineData("33", "400")]
    [InlineData(null, null)]
    public void Owner_and_mode_are_taken(string? owner, string? mode)
    {
        var secret = Assert.Single(StartInputs.From(With(owner, mode)).Secrets).Value;

        Assert.Equal(owner, secret.Owner);
        Assert.Equal(Convert.ToInt32(mode ?? "0400", 8), secret.Mode);
    }

    [Theory]
    [InlineData("www data", null, "owner of a secret")]
    [InlineData("65536", null, "owner of a secret")]
    [InlineData("", null, "owner of a secret")]
    [InlineData(null, "r--", "mode of a secret")]
    [InlineData(null, "4755", "mode of a secret")]
    [InlineData(null, "0800", "mode of a secret")]
    [InlineData(null, "", "mode of a secret")]
    public void Anything_else_is_refused_by_name(string? owner, string? mode, string what) =>
        Assert.Contains(what, Assert.Throws<InvalidNameException>(() => StartInputs.From(With(owner, mode))).Message, StringComparison.Ordinal);

    [Fact]
    public void Rights_of_a_secret_that_is_not_given_are_refused() =>
        Assert.Throws<InvalidNameException>(() => StartInputs.From(With(null, null) with { Secrets = new Dictionary<string, byte[]>() }));

    private static StartOptions With(string? owner, string? mode) => new()
    {
        Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["key"] = [1] },
        SecretAccess = new Dictionary<string, SecretAccess>(StringComparer.Ordinal) { ["key"] = new(owner, mode) },
    };
}
