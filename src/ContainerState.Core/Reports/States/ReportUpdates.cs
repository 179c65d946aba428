namespace ContainerState.Reports.States;

/// <summary>How the dependencies stand to what there is elsewhere.</summary>
/// <param name="Rows">Those that could be looked at, by name.</param>
/// <param name="Failures">Those that could not.</param>
public sealed record ReportUpdates(IReadOnlyList<ReportUpdate> Rows, IReadOnlyList<ReportFault> Failures);
