namespace ContainerState.Servers;

/// <summary>What one try of a check saw.</summary>
/// <param name="Passed">True when it is what it should be.</param>
/// <param name="Saw">For people; may come from the server, and hold anything.</param>
internal readonly record struct CheckAttempt(bool Passed, string Saw);
