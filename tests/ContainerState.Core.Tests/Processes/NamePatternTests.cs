using ContainerState.Processes;

namespace ContainerState.Core.Tests.Processes;

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
    [InlineData("*[", "web", false)]
    [InlineData("*[]", "web[]", true)]
    public void A_pattern_matches_whole_names_in_any_case(string pattern, string name, bool matches)
    {
        Assert.True(NamePattern.Is(pattern));
        Assert.Equal(matches, NamePattern.Matches(pattern, name));
    }

    [Theory]
    [InlineData("web", "web", true)]
    [InlineData("web", "web-1", false)]
    [InlineData("Web", "web", false)]
    [InlineData("w.b", "web", false)]
    public void A_plain_name_is_that_name_alone(string pattern, string name, bool matches)
    {
        Assert.False(NamePattern.Is(pattern));
        Assert.Equal(matches, NamePattern.Matches(pattern, name));
    }
}
