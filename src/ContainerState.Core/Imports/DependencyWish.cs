namespace ContainerState.Imports;

/// <summary>What a dependency is to move to, where somebody says so.</summary>
/// <param name="To">
/// For a Git repository a branch, a tag, a commit or a pattern of tags; for Debian packages and sources a suite; for an archive its
/// URL or absolute path. Null for what is recorded.
/// </param>
/// <param name="Sha256">The SHA-256 that an archive must have; null for any other kind.</param>
internal sealed record DependencyWish(string? To, string? Sha256)
{
    /// <summary>True when nothing is said.</summary>
    public bool IsEmpty => To is null && Sha256 is null;
}
