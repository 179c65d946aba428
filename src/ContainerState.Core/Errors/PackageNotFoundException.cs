namespace ContainerState.Errors;

/// <summary>A Debian package that the suite does not have, or that cannot be installed from it.</summary>
/// <param name="packages">The packages, separated by commas.</param>
/// <param name="suite">The suite.</param>
/// <param name="detail">What apt said.</param>
public sealed class PackageNotFoundException(string packages, string suite, string detail)
    : ContainerStateException(
        $"Debian {suite} could not provide {packages}: {detail.TrimEnd('.')}.",
        "Check the names with apt-cache policy, and the suite.",
        packages)
{
    /// <summary>The packages, separated by commas.</summary>
    public string Packages { get; } = packages;

    /// <summary>The suite.</summary>
    public string Suite { get; } = suite;

    /// <summary>What apt said.</summary>
    public string Detail { get; } = detail;
}
