namespace ContainerState.Logs;

/// <summary>How the log of a server fares.</summary>
/// <param name="Server">The log server.</param>
/// <param name="WaitingBytes">What it was not sent yet.</param>
/// <param name="Fault">What keeps it from being sent, and since when, as far as that is known; null when nothing is known to.</param>
/// <param name="SinceUtc">Since when.</param>
internal sealed record SpoolState(string Server, long WaitingBytes, string? Fault, DateTime? SinceUtc);
