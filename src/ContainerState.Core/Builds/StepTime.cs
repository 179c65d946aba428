namespace ContainerState.Builds;

/// <summary>When a build step ran on this host, and for how long.</summary>
/// <param name="BuildUtc">When the build began that it was part of; steps of one build have the same.</param>
/// <param name="BeganUtc">When it began.</param>
/// <param name="DurationSeconds">How long it took, until its output was stored.</param>
internal sealed record StepTime(DateTime BuildUtc, DateTime BeganUtc, double DurationSeconds);
