namespace ContainerState.Reports.States;

/// <summary>A folder of the image, as far as one component gives it.</summary>
/// <param name="Component">The component; empty for what is of none that is known.</param>
/// <param name="Path">The folder on the server.</param>
/// <param name="Rest">True when it is not all of the folder: what is in it and in none of its folders that are listed.</param>
/// <param name="Files">How many files and links.</param>
/// <param name="Bytes">Their size together. What several components give is counted for the first of them.</param>
public sealed record ReportFolder(string Component, string Path, bool Rest, long Files, long Bytes);
