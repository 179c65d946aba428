namespace ContainerState.Benchmarks;

/// <summary>One comparison: our seconds and the other's, run by run in turn.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Other">The plain tool that does the same work; empty when there is none.</param>
/// <param name="Ours">Our times in seconds.</param>
/// <param name="Theirs">Its times in seconds, as many as ours or none.</param>
internal sealed record BenchmarkRow(string Work, string Other, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    /// <summary>The median of our time divided by its time, pair by pair.</summary>
    public double? Ratio => Theirs.Count == 0 ? null : Median([.. Ours.Zip(Theirs, (a, b) => a / b)]);

    /// <summary>The middle value.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
