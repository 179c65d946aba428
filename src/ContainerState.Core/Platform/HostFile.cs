namespace ContainerState.Platform;

/// <summary>A file, not a program, that the product needs from a package.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Package">The Debian package that brings it.</param>
internal sealed record HostFile(string Name, string Path, string Package)
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<HostFile> All =
    [
        new("Debian archive keys", "/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"),
        new("certificate authorities", "/etc/ssl/certs/ca-certificates.crt", "ca-certificates"),
    ];
}
