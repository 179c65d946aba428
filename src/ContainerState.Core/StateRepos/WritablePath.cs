namespace ContainerState.StateRepos;

/// <summary>A tmpfs on the server.</summary>
/// <param name="Path">Its absolute path, normalised, without spaces, control characters or <c>..</c>.</param>
/// <param name="SizeBytes">The most it holds.</param>
/// <param name="Mode">Its permission bits.</param>
public sealed record WritablePath(string Path, long SizeBytes, int Mode);
