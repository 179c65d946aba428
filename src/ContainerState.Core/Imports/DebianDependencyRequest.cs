namespace ContainerState.Imports;

/// <summary>Debian packages with all they depend on. Their component puts them at <c>/</c>.</summary>
/// <param name="Packages">Their names.</param>
public sealed record DebianDependencyRequest(IReadOnlyList<string> Packages) : DependencyRequest
{
    /// <summary>The suite, such as <c>bookworm</c>.</summary>
    public string Suite { get; init; } = "bookworm";

    /// <summary>
    /// How much of a Debian system comes with them: <c>extract</c> unpacks them with their dependencies and runs no
    /// maintainer scripts; <c>essential</c> installs them into a minimal system. When null: <c>extract</c> for packages that
    /// need nothing of a minimal system and bring no script that would have to be run, and <c>essential</c> for all others.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>The mirror's URL; Debian's own when null.</summary>
    public string? Mirror { get; init; }
}
