namespace ContainerState.Errors;

/// <summary>How an error is shown at the two front doors.</summary>
/// <param name="ErrorId">A stable id, such as <c>ImageNotFound</c>.</param>
/// <param name="Category">The name of a PowerShell error category, such as <c>ObjectNotFound</c>.</param>
/// <param name="ExitCode">The command line's exit code.</param>
public sealed record ErrorDescription(string ErrorId, string Category, int ExitCode);
