namespace ContainerState.Imports;

/// <summary>
/// A tar archive. Its component puts it at <c>/srv/NAME</c>, or a root filesystem at <c>/</c>, unless
/// <see cref="DependencyRequest.To"/> says otherwise.
/// </summary>
/// <param name="Archive">Its http or https URL, or a file's absolute path.</param>
/// <param name="Sha256">The SHA-256 that it must have; 64 hexadecimal digits.</param>
public sealed record ArchiveDependencyRequest(string Archive, string Sha256) : DependencyRequest
{
    /// <summary>
    /// True for an archive of a whole root filesystem: it is taken as it is, with owners, modes, and links to anywhere.
    /// Otherwise it holds sources: a single folder at the top is left out, all belongs to root, and no link leaves it.
    /// </summary>
    public bool RootFilesystem { get; init; }

    /// <summary>True where <see cref="Archive"/> is a URL and not a path.</summary>
    /// <param name="archive">What was given.</param>
    public static bool IsUrl(string archive) => archive.Contains("://", StringComparison.Ordinal);
}
