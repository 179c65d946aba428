namespace ContainerState.Repositories;

/// <summary>One submodule that .gitmodules names.</summary>
/// <param name="Name">Its name, which is also its folder below the Git directory's modules/.</param>
/// <param name="Path">Its path in the work tree.</param>
/// <param name="Url">Its URL; relative ones are relative to the repository's own.</param>
internal sealed record SubmoduleEntry(string Name, string Path, string Url)
{
    /// <summary>The key of <see cref="Branch"/>.</summary>
    public const string BranchKey = "branch";

    /// <summary>The key of <see cref="Tags"/>, which is ours alone.</summary>
    public const string TagsKey = "tags";

    /// <summary>The key of <see cref="IsFixed"/>, which is ours alone.</summary>
    public const string FixedKey = "fixed";

    /// <summary>The branch that it follows, as gitmodules(5) has it, or the tag that it is at; empty for the remote's HEAD.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The pattern of the tags that it follows; empty when it follows none.</summary>
    public string Tags { get; init; } = "";

    /// <summary>True when it follows nothing, since it was pinned to a commit.</summary>
    public bool IsFixed { get; init; }

    /// <summary>True when only the pinned commit is fetched, and not its history.</summary>
    public bool IsShallow { get; init; }
}
