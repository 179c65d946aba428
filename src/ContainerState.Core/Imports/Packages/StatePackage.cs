using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Packages;

/// <summary>A package that a dependency brings, as the commit records it.</summary>
public sealed record StatePackage
{
    /// <summary>The repository that has it.</summary>
    public required StateRepo Repository { get; init; }

    /// <summary>Its name; that of a Git repository is the dependency's, and of a submodule in one its path there.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, and of a Git repository its commit; empty where none is recorded.</summary>
    public required string Version { get; init; }

    /// <summary>Its architecture, <c>source</c> for a source package; empty where none is recorded.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>
    /// The licences, as Debian's machine-readable copyright file names them: those of all files of its source. Empty where no such file is.
    /// </summary>
    public IReadOnlyList<string> Licences { get; init => field = new TextList<string>(value); } = new TextList<string>([]);

    /// <summary>The SHA-256 of the file that it came in, of a Debian source package that of its description (.dsc); empty for a Git repository.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The name of the dependency that it is in.</summary>
    public required string Dependency { get; init; }

    /// <summary>What kind that is.</summary>
    public required string Kind { get; init; }

    /// <summary>The package URL, by which databases of vulnerabilities know it; empty where its name cannot be one's.</summary>
    public string PackageUrl { get; init; } = "";

    /// <summary>Where it comes from, as a URL that anybody may read; empty where that is not recorded, or is a place on one machine.</summary>
    public string Source { get; init; } = "";

    /// <summary>The name and the version.</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name} {Version}";
}
