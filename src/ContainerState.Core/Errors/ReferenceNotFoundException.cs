namespace ContainerState.Errors;

/// <summary>A branch, tag or commit that does not exist.</summary>
/// <param name="repository">The repository or URL it was looked for in.</param>
/// <param name="reference">The branch, tag or commit.</param>
public sealed class ReferenceNotFoundException(string repository, string reference)
    : ContainerStateException(
        ErrorId.ReferenceNotFound,
        $"{repository} has no branch, tag or commit {Quoted.Text(reference)}.",
        "Check the spelling with git ls-remote, and that the branch was pushed.",
        reference)
{
    /// <summary>The repository or URL it was looked for in.</summary>
    public string Repository { get; } = repository;

    /// <summary>The branch, tag or commit.</summary>
    public string Reference { get; } = reference;
}
