namespace ContainerState.Imports.Updates;

/// <summary>Which dependencies are updated, and how.</summary>
public sealed record DependencyUpdateOptions
{
    /// <summary>Names or patterns, as <see cref="Platform.NamePattern"/> has them; all dependencies when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>
    /// Where the named dependencies move to, and what they follow from then on: for a Git repository a branch, a tag, a commit, or a
    /// pattern of tags, of which the newest is taken; for Debian packages and sources a suite; for an archive its URL or absolute
    /// path. When null, each goes on with what it follows.
    /// </summary>
    public string? To { get; init; }

    /// <summary>The SHA-256 that a new archive must have; 64 hexadecimal digits. For archives alone.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True to make each import twice, and to refuse one that is another the second time.</summary>
    public bool Twice { get; init; }

    /// <summary>True to move to what does not have the pinned commit among its ancestors: a branch that was rewritten, or a tag that was moved.</summary>
    public bool AllowRewritten { get; init; }

    /// <summary>True to say what would be updated, and to change nothing.</summary>
    public bool DryRun { get; init; }
}
