namespace ContainerState.Reports;

/// <summary>A number of one kind, of one or several things.</summary>
/// <param name="Name">Its name, such as <c>containerstate_servers</c>: letters, digits and underscores.</param>
/// <param name="Kind">What may become of it, as the text format has it: <see cref="Gauge"/> or <see cref="Counter"/>.</param>
/// <param name="Help">What it is, for people.</param>
/// <param name="Samples">Its values, each of another thing.</param>
public sealed record Metric(string Name, string Kind, string Help, IReadOnlyList<MetricSample> Samples)
{
    /// <summary>A number that goes up and down.</summary>
    public const string Gauge = "gauge";

    /// <summary>A number that goes up only, until it begins again at 0.</summary>
    public const string Counter = "counter";
}
