using ContainerState.Platform;

namespace ContainerState.Contents;

/// <summary>A file or link of an image, or a folder that holds nothing, and who put it there.</summary>
public sealed record ServerImageFile
{
    /// <summary>Its path on the server.</summary>
    public required string Path { get; init; }

    /// <summary>What it is: file, link or folder.</summary>
    public required string Kind { get; init; }

    /// <summary>Its size in bytes; of a link, that of its target's path; 0 for a folder.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Its permissions, as octal digits.</summary>
    public required string Mode { get; init; }

    /// <summary>The id of its owner.</summary>
    public int UserId { get; init; }

    /// <summary>The id of its group.</summary>
    public int GroupId { get; init; }

    /// <summary>The component that put it there; empty when none is known to have, and for a folder that a mount goes on.</summary>
    public required string Component { get; init; }

    /// <summary>The other components that give the same, or the other parts of a file that is merged.</summary>
    public IReadOnlyList<string> SharedWith { get; init => field = new TextList<string>(value); } = new TextList<string>([]);

    /// <summary>Where the component's files are from: a path in the repository; state.yaml for a folder that it asks for; empty for a folder that every server has.</summary>
    public required string Source { get; init; }

    /// <summary>The dependency that it is from, such as <c>deps/base</c>; empty for the repository's own.</summary>
    public required string Dependency { get; init; }

    /// <summary>The commit that it is from: the dependency's, or the repository's own; empty when that is not known.</summary>
    public required string Commit { get; init; }

    /// <summary>What was asked for: a commit, an image or a server, as it was named.</summary>
    public required string Image { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
