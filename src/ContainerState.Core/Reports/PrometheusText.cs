using System.Globalization;
using System.Text;

namespace ContainerState.Reports;

/// <summary>Numbers in the text format of Prometheus, version 0.0.4.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format</remarks>
public static class PrometheusText
{
    /// <summary>The media type of such a text, for HTTP.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The whole text: metrics by name, and of each the values by their labels. One that has no value is left out.</summary>
    public static string Of(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics.Where(metric => metric.Samples.Count > 0).OrderBy(metric => metric.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {metric.Name} {metric.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {metric.Name} {metric.Kind}\n");
            foreach (var (labels, value) in metric.Samples.Select(sample => (Labels: LabelsOf(sample), sample.Value)).OrderBy(sample => sample.Labels, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{metric.Name}{labels} {Number(value)}\n");
            }
        }
        return text.ToString();
    }

    private static string LabelsOf(MetricSample sample) =>
        sample.Labels.Count == 0 ? "" : $"{{{string.Join(',', sample.Labels.Select(label => $"{label.Name}=\"{Escaped(label.Value)}\""))}}}";

    // The format knows three escapes, and takes all other characters as they are; a terminal does not.
    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(char.IsControl(c) ? '\ufffd' : c),
            };
        }
        return text.ToString();
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
