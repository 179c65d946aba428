using ContainerState.Reports;

namespace ContainerState.Core.Tests.Reports;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Metrics_and_their_values_are_sorted_each_below_its_help_and_type() =>
        Assert.Equal(
            """
            # HELP a_bytes Of each.
            # TYPE a_bytes gauge
            a_bytes{server="web-1"} 1048576
            a_bytes{server="web-2"} 0
            # HELP b_total In all.
            # TYPE b_total counter
            b_total 0.5

            """,
            PrometheusText.Of(
            [
                new("b_total", Metric.Counter, "In all.", [new([], 0.5)]),
                new("a_bytes", Metric.Gauge, "Of each.", [new([("server", "web-2")], 0), new([("server", "web-1")], 1 << 20)]),
            ]));

    [Theory]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("{x},y=\"é\"", "{x},y=\\\"é\\\"")]
    // A terminal would do what it says.
    [InlineData("a\u001b[2Jb\r", "a\ufffd[2Jb\ufffd")]
    public void A_label_may_hold_anything(string value, string written) =>
        Assert.Contains($"\na{{check=\"{written}\",server=\"web\"}} 1\n", Text([("check", value), ("server", "web")], 1), StringComparison.Ordinal);

    [Fact]
    public void A_help_stays_on_its_line() =>
        Assert.StartsWith("# HELP a one\\ntwo \\\\ \"three\"\n# TYPE a gauge\n", PrometheusText.Of([new("a", Metric.Gauge, "one\ntwo \\ \"three\"", [new([], 1)])]), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(1769860800.123, "1769860800.123")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void A_value_is_a_number_of_Go(double value, string written) => Assert.EndsWith($"\na {written}\n", Text([], value), StringComparison.Ordinal);

    [Fact]
    public void A_metric_of_nothing_is_left_out() => Assert.Equal("", PrometheusText.Of([new("a", Metric.Gauge, "Nothing.", [])]));

    private static string Text(IReadOnlyList<(string, string)> labels, double value) => PrometheusText.Of([new("a", Metric.Gauge, "A number.", [new(labels, value)])]);
}
