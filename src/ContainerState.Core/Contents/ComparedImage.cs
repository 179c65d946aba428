using ContainerState.Git;

namespace ContainerState.Contents;

/// <summary>A commit, an image or a server, as it was named, and what it is.</summary>
public sealed record ComparedImage
{
    /// <summary>As it was named.</summary>
    public required string Name { get; init; }

    /// <summary>What it is: commit, image or server.</summary>
    public required string Kind { get; init; }

    /// <summary>The commit; of an image or a server, the one that it was built from; empty when that is not known.</summary>
    public required string Commit { get; init; }

    /// <summary>The id of its tree, which is that of the image; empty for a commit that was not built here.</summary>
    public required string Image { get; init; }

    /// <summary>The name, and what it is.</summary>
    public override string ToString() => $"{Kind} {Name}" + (Commit.Length == 0 || Commit.StartsWith(Name, StringComparison.Ordinal) ? "" : $" ({CommitId.Short(Commit)})");
}
