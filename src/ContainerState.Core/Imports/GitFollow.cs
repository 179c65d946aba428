using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>What a Git dependency follows.</summary>
/// <param name="Name">A branch, a tag or a commit; empty for the remote's HEAD.</param>
/// <param name="Tags">A pattern of tags, the newest of which it is to be at; empty when it follows none.</param>
/// <param name="IsAsked">True when somebody asks for it now; false when it is what is recorded with the pin.</param>
internal sealed record GitFollow(string Name, string Tags, bool IsAsked)
{
    private const string Rule = "the name of a branch or tag, a pattern of tags such as 'v1.*', or a commit's 40 digits";

    /// <summary>True when it follows nothing: it is pinned to a commit.</summary>
    public bool IsFixed { get; init; }

    /// <summary>What somebody asks for.</summary>
    /// <param name="reference">A branch, a tag, a commit or a pattern of tags; null for the remote's HEAD.</param>
    /// <exception cref="InvalidNameException">Git would take it for something else.</exception>
    public static GitFollow Asked(string? reference)
    {
        var isPattern = reference is not null && NamePattern.Is(reference);
        Require(reference ?? "HEAD", isPattern);
        return new(isPattern || reference == "HEAD" ? "" : reference ?? "", isPattern ? reference! : "", IsAsked: true) { IsFixed = reference is not null && CommitId.IsWhole(reference) };
    }

    /// <summary>What a submodule follows.</summary>
    /// <param name="entry">Its entry in .gitmodules.</param>
    /// <param name="branch">The branch that the state repository is on; empty for none.</param>
    /// <exception cref="InvalidNameException">Git would take it for something else.</exception>
    public static GitFollow Of(SubmoduleEntry entry, string branch) =>
        // gitmodules(5): a dot stands for the branch of the same name.
        Checked(entry.Branch == "." ? branch : entry.Branch, entry.Tags) with { IsFixed = entry.IsFixed };

    /// <summary>What a checkout side by side follows.</summary>
    /// <exception cref="InvalidNameException">Git would take it for something else.</exception>
    public static GitFollow Of(SiblingPin pin) => Checked(pin.Ref, pin.Tags) with { IsFixed = CommitId.IsWhole(pin.Ref) };

    /// <summary>It in a few words.</summary>
    public override string ToString() => Tags.Length > 0 ? Tags : Name.Length > 0 ? Name : "HEAD";

    private static GitFollow Checked(string name, string tags)
    {
        if (name.Length > 0)
        {
            Require(name, isPattern: false);
        }
        if (tags.Length > 0)
        {
            _ = NamePattern.Is(tags);
            Require(tags, isPattern: true);
        }
        return new(name, tags, IsAsked: false);
    }

    private static void Require(string reference, bool isPattern)
    {
        if (!RemoteReferences.IsName(isPattern ? reference.Replace('*', 'x').Replace('?', 'x').Replace('[', 'x').Replace(']', 'x') : reference))
        {
            throw new InvalidNameException("reference", reference, Rule);
        }
    }
}
