namespace ContainerState.Imports;

/// <summary>
/// A Debian source package, unpacked and with Debian's patches. Its component puts it at <c>/srv/NAME</c> unless
/// <see cref="DependencyRequest.To"/> says otherwise.
/// </summary>
/// <param name="Package">The source package's name.</param>
public sealed record DebianSourceDependencyRequest(string Package) : DependencyRequest
{
    /// <summary>The suite, such as <c>bookworm</c>.</summary>
    public string Suite { get; init; } = "bookworm";

    /// <summary>The mirror's URL; Debian's own when null.</summary>
    public string? Mirror { get; init; }
}
