using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>The commit that a Git dependency is to be pinned to, and what is recorded of why.</summary>
/// <param name="Commit">The commit; 40 hexadecimal digits.</param>
/// <param name="Name">The full name of the branch or tag that has it; null for a commit by itself.</param>
/// <param name="Branch">The branch that is followed, or the tag that it is at; empty for the remote's HEAD as it is from time to time, and for a commit.</param>
/// <param name="Tags">The pattern of tags that is followed; empty for none.</param>
internal sealed record GitTarget(string Commit, string? Name, string Branch, string Tags)
{
    /// <summary>Where all of the commit came into, beside the repository that had the one before; null when it has still to be fetched.</summary>
    public FetchPlace? Fetched { get; init; }

    /// <summary>True when the dependency stays there.</summary>
    public bool IsFixed => Name is null;

    /// <summary>True when it is where a tag is, and no branch.</summary>
    public bool IsTag => Name?.StartsWith(RemoteReferences.Tags, StringComparison.Ordinal) == true;

    /// <summary>The name of the branch or tag for people; the commit's id when it has none.</summary>
    public string Title => Name is null ? CommitId.Short(Commit) : RemoteReferences.ShortName(Name);

    /// <summary>Asks the remote.</summary>
    /// <param name="url">The remote.</param>
    /// <param name="follow">What is wanted.</param>
    /// <param name="pinned">The commit that it is at now; null when it is new.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer.</exception>
    /// <exception cref="ReferenceNotFoundException">It has nothing of that name, or no tag that matches.</exception>
    public static async Task<GitTarget> FindAsync(string url, GitFollow follow, string? pinned, CancellationToken cancel)
    {
        if (follow.Tags.Length > 0)
        {
            var all = await RemoteReferences.TagsAsync(url, cancel);
            var newest = TagOrder.Newest(all.TagNames, follow.Tags) ?? throw new ReferenceNotFoundException(url, follow.Tags);
            return new(all.Find(RemoteReferences.Tags + newest)!, RemoteReferences.Tags + newest, newest, follow.Tags);
        }
        if (follow.Name.Length == 0)
        {
            var head = await RemoteReferences.HeadAsync(url, cancel);
            return new(head.Find("HEAD") ?? throw new ReferenceNotFoundException(url, "HEAD"), head.HeadBranch ?? "HEAD", follow.IsAsked ? head.HeadBranch?[RemoteReferences.Branches.Length..] ?? "" : "", "");
        }
        if (follow.IsFixed)
        {
            return new(follow.Name, null, "", "");
        }
        return (follow.IsAsked ? await FindAskedAsync(url, follow.Name, cancel) : await FindRecordedAsync(url, follow.Name, pinned, cancel))
            ?? throw new ReferenceNotFoundException(url, follow.Name);
    }

    /// <summary>What .gitmodules is to say of it, but for its path and URL.</summary>
    public IEnumerable<(string Key, string? Value)> ModuleKeys() =>
    [
        (SubmoduleEntry.BranchKey, Branch.Length == 0 ? null : Branch),
        (SubmoduleEntry.TagsKey, Tags.Length == 0 ? null : Tags),
        (SubmoduleEntry.FixedKey, IsFixed ? "true" : null),
    ];

    private static async Task<GitTarget?> FindAskedAsync(string url, string name, CancellationToken cancel)
    {
        var all = await RemoteReferences.NamedAsync(url, name, cancel);
        var (tag, branch) = (RemoteReferences.Tags + name, RemoteReferences.Branches + name);
        if (all.Find(tag) is { } tagged)
        {
            // Where a branch has the same name, the short one is the branch's.
            return new(tagged, tag, all.Find(branch) is null ? name : tag, "");
        }
        return all.Find(branch) is { } commit ? new(commit, branch, name, "")
            : all.Find(name) is { } whole ? new(whole, name, name.StartsWith(RemoteReferences.Branches, StringComparison.Ordinal) ? RemoteReferences.ShortName(name) : name, "")
            : null;
    }

    private static async Task<GitTarget?> FindRecordedAsync(string url, string name, string? pinned, CancellationToken cancel)
    {
        var all = await RemoteReferences.NamedAsync(url, name, cancel);
        var (tag, branch) = (RemoteReferences.Tags + name, RemoteReferences.Branches + name);
        var tagged = all.Find(tag);
        // What is at a tag stays there, also when somebody makes a branch of the same name.
        if (all.Find(branch) is { } commit && (tagged is null || tagged != pinned))
        {
            return new(commit, branch, name, "");
        }
        return tagged is not null ? new(tagged, tag, name, "")
            : name.StartsWith("refs/", StringComparison.Ordinal) && all.Find(name) is { } whole ? new(whole, name, name, "") : null;
    }
}
