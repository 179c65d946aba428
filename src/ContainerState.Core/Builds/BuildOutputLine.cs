namespace ContainerState.Builds;

/// <summary>A line that a build step said.</summary>
/// <param name="Component">The component that is being built.</param>
/// <param name="Text">The line, without control characters.</param>
public sealed record BuildOutputLine(string Component, string Text);
