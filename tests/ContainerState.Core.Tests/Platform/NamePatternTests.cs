using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("web-*", "web-1", true)]
    [InlineData("w?b-1", "web-1", true)]
    [InlineData("WEB*", "web-1", true)]
    [InlineData("web-[12]", "web-2", true)]
    [InlineData("web-[0-4]", "web-3", true)]
    [InlineData("web-[0-4]", "web-5", false)]
    [InlineData("[^w]eb-1", "web-1", true)]
    [InlineData("[^w]eb-1", "aeb-1", false)]
    [InlineData("web-[4-0]", "web-4", true)]
    [InlineData("web-[4-0]", "web-2", false)]
    [InlineData("*.1", "web-1", false)]
    [InlineData("*1", "web-1\n", false)]
    [InlineData("*", "web\n1", true)]
    public void A_pattern_matches_whole_names_in_any_case(string pattern, string name, bool matches)
    {
        Assert.True(NamePattern.Is(pattern));
        Assert.Equal(matches, NamePattern.Matches(pattern, name));
    }

    [Theory]
    [InlineData("web", "web", true)]
    [InlineData("web", "web-1", false)]
    [InlineData("Web", "web", true)]
    [InlineData("w.b", "web", false)]
    public void A_plain_name_is_that_name_alone_in_any_case(string pattern, string name, bool matches)
    {
        Assert.False(NamePattern.Is(pattern));
        Assert.Equal(matches, NamePattern.Matches(pattern, name));
    }

    [Theory]
    [InlineData("*[")]
    [InlineData("[")]
    [InlineData("web-[12")]
    [InlineData("*[]")]
    [InlineData("[a][")]
    public void A_set_that_is_not_whole_is_refused_with_what_to_do(string pattern)
    {
        Assert.Contains("[a-c]", Assert.Throws<InvalidNameException>(() => NamePattern.Is(pattern)).Remedy, StringComparison.Ordinal);
        Assert.Throws<InvalidNameException>(() => NamePattern.Select(pattern, ["web"], name => name));
    }

    [Theory]
    [InlineData("lib", "lib")]
    [InlineData("Lib", "Lib")]
    [InlineData("LIB", "Lib lib")]
    [InlineData("l*", "Lib lib")]
    [InlineData("nope", "")]
    public void The_spelling_decides_where_names_differ_by_case_alone(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', NamePattern.Select(text, ["Lib", "lib"], name => name)));
}
