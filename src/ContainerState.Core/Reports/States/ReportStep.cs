namespace ContainerState.Reports.States;

/// <summary>A build step, and how long it took.</summary>
/// <param name="Component">The component whose step it is.</param>
/// <param name="Key">The key of its result; empty when no result is known here.</param>
/// <param name="BuildUtc">When the build began that it was part of; null when its time is not recorded.</param>
/// <param name="BeganUtc">When it began; null when that is not recorded.</param>
/// <param name="DurationSeconds">How long it took; null when that is not recorded.</param>
public sealed record ReportStep(string Component, string Key, DateTime? BuildUtc, DateTime? BeganUtc, double? DurationSeconds);
