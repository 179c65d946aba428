namespace ContainerState.Git;

/// <summary>What Git cannot hold of one path.</summary>
/// <param name="IsDirectory">True for a folder; it exists even when nothing is in it.</param>
/// <param name="Mode">Permission bits, or null for the default: 0755 for folders and executables, 0644 for files.</param>
/// <param name="UserId">The owner, 0 to 65535.</param>
/// <param name="GroupId">The group, 0 to 65535.</param>
/// <param name="Capability">The value of the extended attribute security.capability, in base 64; null when there is none.</param>
internal sealed record PathMetadata(bool IsDirectory, int? Mode = null, int UserId = 0, int GroupId = 0, string? Capability = null);
