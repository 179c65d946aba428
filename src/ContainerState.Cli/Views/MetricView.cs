using System.Globalization;
using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Reports;

namespace ContainerState.Cli.Views;

/// <summary>Shows one value of a metric.</summary>
internal sealed class MetricView : View<(Metric Metric, MetricSample Sample)>
{
    /// <summary>The only instance.</summary>
    public static MetricView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<(Metric Metric, MetricSample Sample)>> Columns { get; } =
    [
        new("Metric", item => item.Metric.Name),
        new("Labels", item => string.Join(',', item.Sample.Labels.Select(label => $"{label.Name}={label.Value}"))),
        new("Value", item => item.Sample.Value.ToString(CultureInfo.InvariantCulture), Right: true),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, (Metric Metric, MetricSample Sample) item)
    {
        json.WriteString("metric", item.Metric.Name);
        json.WriteString("type", item.Metric.Kind);
        json.WriteStartObject("labels");
        foreach (var (name, value) in item.Sample.Labels)
        {
            json.WriteString(name, value);
        }
        json.WriteEndObject();
        json.WriteNumber("value", item.Sample.Value);
    }
}
