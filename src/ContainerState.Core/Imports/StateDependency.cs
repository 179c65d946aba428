using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A dependency of a state repository, pinned to a commit.</summary>
public sealed record StateDependency
{
    /// <summary>The repository that has it.</summary>
    public required StateRepo Repository { get; init; }

    /// <summary>Its name: the folder's below deps/.</summary>
    public required string Name { get; init; }

    /// <summary>What kind it is.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is pinned: a path in the repository, such as <c>deps/base</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The URL as it was given; <c>./</c> for an import.</summary>
    public required string Url { get; init; }

    /// <summary>The commit it is pinned to; 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>True when the commit's objects are here.</summary>
    public required bool Present { get; init; }

    /// <summary>What it holds, for people: packages and suite, or the branch or tag it was pinned from.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What maintainer scripts made when it was imported and Git does not have: private keys, data of services.</summary>
    public IReadOnlyList<LeftOutItem> LeftOut { get; init => field = new TextList<LeftOutItem>(value); } = new TextList<LeftOutItem>([]);

    /// <summary>What whoever adds it should know; said only when it is added.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = new TextList<string>(value); } = new TextList<string>([]);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
