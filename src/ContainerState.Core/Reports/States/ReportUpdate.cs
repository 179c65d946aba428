namespace ContainerState.Reports.States;

/// <summary>How a dependency stands to what there is elsewhere.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">One of <see cref="Imports.Updates.UpdateState"/>.</param>
/// <param name="Follows">What it follows: a branch, a tag, a pattern of tags, or a suite.</param>
/// <param name="NewCommit">The commit that it could be pinned to; empty for an import.</param>
/// <param name="Between">What lies between, for people; for what stays, why it does.</param>
/// <param name="Security">True when a Debian security update is among that.</param>
public sealed record ReportUpdate(string Name, string State, string Follows, string NewCommit, string Between, bool Security);
