namespace ContainerState.Platform;

/// <summary>Durations as reports have them: seconds, to the tenth of a millisecond.</summary>
internal static class Seconds
{
    /// <summary>A duration in seconds.</summary>
    public static double Of(TimeSpan duration) => Of(duration.TotalSeconds);

    /// <summary>Seconds without the digits that nobody measured.</summary>
    public static double Of(double seconds) => Math.Round(seconds, 4);
}
