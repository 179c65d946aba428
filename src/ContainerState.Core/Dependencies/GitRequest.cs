using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Dependencies;

/// <summary>What both kinds of Git dependency ask of a request.</summary>
internal static class GitRequest
{
    /// <summary>Refuses URLs and references that git would take for something else.</summary>
    public static void Check(GitDependencyRequest request)
    {
        _ = GitUrl.Require(request.Url);
        if (request.Ref is { } reference && (reference.Length == 0 || reference[0] == '-' || reference.Any(c => char.IsControl(c) || c is ' ' or ':' or '^' or '~' or '*' or '?' or '[' or '\\')))
        {
            throw new InvalidNameException("reference", reference, "the name of a branch or tag, or a commit's 40 digits");
        }
    }
}
