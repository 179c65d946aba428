namespace ContainerState.Reports;

/// <summary>One value.</summary>
/// <param name="Labels">Of what: names, of letters, digits and underscores, and values, which may hold anything.</param>
/// <param name="Value">How much: in seconds, bytes or pieces.</param>
public sealed record MetricSample(IReadOnlyList<(string Name, string Value)> Labels, double Value);
