namespace ContainerState.Reports.States;

/// <summary>Since when something is pinned.</summary>
/// <param name="Utc">When the commit was committed that brought it; null when that says no time that there is.</param>
/// <param name="IsCut">True when the history goes no further back here, so that it may have been pinned before.</param>
internal readonly record struct PinDate(DateTime? Utc, bool IsCut);
