namespace ContainerState.Reports.Pages;

/// <summary>Round numbers along an axis of time.</summary>
internal static class Ticks
{
    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

    /// <summary>Moments from 0 up to a length, in seconds, at equal and round distances.</summary>
    /// <param name="seconds">The length.</param>
    /// <param name="most">How many there may be beside 0.</param>
    public static IReadOnlyList<double> Of(double seconds, int most)
    {
        var step = Array.Find(Steps, step => seconds / step <= most) is var found and > 0 ? found : Math.Ceiling(seconds / most / 86400) * 86400;
        return [.. Enumerable.Range(0, (int)Math.Floor((seconds / step) + 1e-9) + 1).Select(i => i * step)];
    }
}
