using ContainerState.Contents;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Servers;

/// <summary>What a reference means, in one repository.</summary>
/// <param name="Image">What it is. The tree is here, or there is none.</param>
/// <param name="Server">The server, when it is one.</param>
internal sealed record FoundImage(ComparedImage Image, EphemeralServer? Server = null)
{
    /// <summary>Its commit.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ReferenceNotFound"/>: The repository does not have it.</exception>
    /// <exception cref="StateFileException">A file of it has a mistake.</exception>
    public CommitContent ReadCommit(StateRepo repository, GitStore store) => CommitId.IsWhole(Image.Commit) && store.HasCommit(Image.Commit)
        ? CommitContent.Read(store, Image.Commit)
        : throw ContentFaults.NoCommit(repository.Path, Image.Image, Image.Commit);
}
