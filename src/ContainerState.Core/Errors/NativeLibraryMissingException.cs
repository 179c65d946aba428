namespace ContainerState.Errors;

/// <summary>libgit2 is nowhere.</summary>
/// <param name="searched">Where it was looked for.</param>
public sealed class NativeLibraryMissingException(string searched)
    : ContainerStateException(
        $"The native library libgit2 was not found ({searched}).",
        "Install it: apt-get install libgit2-1.5, or run Initialize-ServerHost (containerstate host setup) as root.",
        null)
{
    /// <summary>Where it was looked for.</summary>
    public string Searched { get; } = searched;
}
