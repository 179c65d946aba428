using ContainerState.Completions;

namespace ContainerState.Core.Tests.Completions;

public sealed class LocalNameTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("feature/x+y")]
    [InlineData("$(reboot)")] // Which shells quote.
    [InlineData("größe")]
    [InlineData("a\U0001F600")]
    public void A_name_that_can_be_seen_as_it_is_completes(string name) => Assert.True(new LocalName(name, "").IsPlain);

    [Theory]
    [InlineData("")]
    [InlineData("--upload-pack=x")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\u009bb")]
    [InlineData("a\u202eb")]
    [InlineData("a\U000E0041b")]
    public void A_name_that_a_line_or_a_terminal_takes_for_more_does_not(string name) => Assert.False(new LocalName(name, "").IsPlain);
}
