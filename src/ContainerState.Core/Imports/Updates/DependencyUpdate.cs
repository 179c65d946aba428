using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Updates;

/// <summary>One dependency, where it is pinned, and what it was or could be updated to.</summary>
public sealed record DependencyUpdate
{
    /// <summary>The repository that has it.</summary>
    public required StateRepo Repository { get; init; }

    /// <summary>Its name: the folder's below deps/.</summary>
    public required string Name { get; init; }

    /// <summary>What kind it is; one of <see cref="DependencyKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it stands; one of <see cref="UpdateState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Where it is pinned: a path in the repository, such as <c>deps/base</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What it follows: a branch, a tag, a pattern of tags, or a suite; empty for nothing.</summary>
    public string Follows { get; init; } = "";

    /// <summary>The commit that it was pinned to before; 40 hexadecimal digits.</summary>
    public required string OldCommit { get; init; }

    /// <summary>The commit that it is or would be pinned to; empty for an import that is not made yet.</summary>
    public required string NewCommit { get; init; }

    /// <summary>How many commits the new one has that the old one has not; null where that is not known, and for imports.</summary>
    public int? Commits { get; init; }

    /// <summary>What of an import is another; empty for a Git repository.</summary>
    public IReadOnlyList<PackageChange> Packages { get; init => field = new TextList<PackageChange>(value); } = new TextList<PackageChange>([]);

    /// <summary>True when a Debian security update is among what lies between.</summary>
    public bool Security => Packages.Any(package => package.Security);

    /// <summary>What lies between the old and the new, for people; for what stays, why it does.</summary>
    public string Between { get; init; } = "";

    /// <summary>What whoever updates it should know.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = new TextList<string>(value); } = new TextList<string>([]);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
