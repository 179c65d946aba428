namespace ContainerState.Rebuilds;

/// <summary>How far a run has come that has started servers.</summary>
/// <param name="Generation">The name of its servers, without their numbers.</param>
/// <param name="TestsPassed">True when they have passed their tests, and those before them are about to be stopped.</param>
/// <param name="Hold">What holds once they stand in; null when nothing does.</param>
internal sealed record RebuildBegun(string Generation, bool TestsPassed, RebuildHold? Hold = null);
