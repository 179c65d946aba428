namespace ContainerState.Reports.States;

/// <summary>What runs on this host of a repository.</summary>
/// <param name="Current">The servers that run from the commit's image, by name.</param>
/// <param name="Other">Those that run from another image of the repository, by name.</param>
public sealed record ReportServers(IReadOnlyList<string> Current, IReadOnlyList<string> Other);
