namespace ContainerState.Rebuilds;

/// <summary>How far a run has come that has started servers.</summary>
/// <param name="Generation">The name of its servers, without their numbers.</param>
/// <param name="TestsPassed">True when they have passed their tests, and those before them are about to be stopped.</param>
internal sealed record RebuildBegun(string Generation, bool TestsPassed);
