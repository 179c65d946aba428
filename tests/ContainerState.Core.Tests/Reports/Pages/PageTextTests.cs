using ContainerState.Reports.Pages;

namespace ContainerState.Core.Tests.Reports.Pages;

public sealed class PageTextTests
{
    [Theory]
    [InlineData("plain \u00e9 \u4e2d \U0001f600", "plain \u00e9 \u4e2d \U0001f600")]
    [InlineData("a\u202eb\u2066c\u200fd", "a\\u202eb\\u2066c\\u200fd")]
    [InlineData("a\0b\nc\td\u0085e\u2028f", "a\\u0000b\\u000ac\\u0009d\\u0085e\\u2028f")]
    [InlineData("\U000e0041", "\\ue0041")]
    public void What_cannot_be_seen_is_shown_as_an_escape(string text, string shown) => Assert.Equal(shown, PageText.Shown(text));

    // A test's arguments cannot hold halves of characters.
    [Fact]
    public void Halves_of_characters_are_replaced() => Assert.Equal("\ufffdx\ufffd", PageText.Shown("\ud800x\udc00"));

    [Fact]
    public void What_is_too_long_is_cut_between_characters()
    {
        Assert.Equal("\U0001f600\U0001f600…", PageText.Shown("\U0001f600\U0001f600\U0001f600", 2));
        Assert.Equal(201, PageText.Shown(new string('x', 1_000_000)).Length);
    }

    [Fact]
    public void No_character_ends_a_text_or_a_value() =>
        Assert.Equal("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;", PageText.Escaped("<a b=\"c\" d='e'>&amp;"));

    [Theory]
    [InlineData("component", 100, "component")]
    [InlineData("component", 60, "compo…")]
    [InlineData("component", 20, "")]
    [InlineData("", 5, "")]
    public void A_label_is_cut_to_its_room(string text, double width, string label) => Assert.Equal(label, PageText.Fitting(text, width, 10));

    [Theory]
    [InlineData(0.0, "less than a day")]
    [InlineData(1.9, "1 day")]
    [InlineData(59.9, "59 days")]
    [InlineData(200.0, "6 months")]
    [InlineData(1020.0, "2.8 years")]
    public void Ages_are_said_in_words(double days, string age) => Assert.Equal(age, Amounts.Age(days));

    [Theory]
    [InlineData(0.5, "0.50 s")]
    [InlineData(59.96, "60.0 s")]
    [InlineData(3599.9, "59 min 59 s")]
    [InlineData(90_000.0, "1 d 1 h")]
    public void Durations_are_said_in_words(double seconds, string duration) => Assert.Equal(duration, Amounts.Duration(seconds));

    [Theory]
    [InlineData(14.5, 8, new[] { 0.0, 2, 4, 6, 8, 10, 12, 14 })]
    [InlineData(0.3, 8, new[] { 0, 0.1, 0.2, 0.30000000000000004 })]
    [InlineData(3600, 3, new[] { 0.0, 1800, 3600 })]
    [InlineData(864_000, 4, new[] { 0.0, 259_200, 518_400, 777_600 })]
    public void An_axis_has_round_numbers(double seconds, int most, double[] ticks) => Assert.Equal(ticks, Ticks.Of(seconds, most));
}
