using ContainerState.Errors;

namespace ContainerState.Repositories;

/// <summary>What goes wrong with state repositories.</summary>
internal static class RepositoryFaults
{
    /// <summary>A new repository was asked for where something is already.</summary>
    /// <param name="path">The path.</param>
    public static ContainerStateException Exists(string path) => new(
        ErrorId.RepositoryExists,
        $"{path} exists already and is not empty.",
        "Choose another path, or remove what is there.",
        path);

    /// <summary>Files that would have to be written hold changes that are not committed.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="paths">The files, as paths in the repository.</param>
    public static ContainerStateException Uncommitted(string repository, IReadOnlyList<string> paths) => new(
        ErrorId.UncommittedChanges,
        $"{repository} holds uncommitted changes where this would write: {string.Join(", ", paths)}.",
        "Commit or stash them first.",
        repository);

    /// <summary>A branch that has commits which the remote's has not, and the other way round.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="url">The remote.</param>
    /// <param name="branch">The branch.</param>
    public static ContainerStateException NotFastForward(string repository, string url, string branch) => new(
        ErrorId.NotFastForward,
        $"The branch {Quoted.Text(branch)} of {repository} has commits that {url} does not have, and lacks commits that are there. Nothing was changed.",
        "Put your commits on top of the others with git pull --rebase, or join both with git pull --no-rebase; then run the same command again.",
        repository);

    /// <summary>Several remotes, and no word on which of them a branch follows.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="branch">The branch.</param>
    public static ContainerStateException NoUpstream(string repository, string branch) => new(
        ErrorId.RemoteNotFound,
        $"{repository} has several remotes, and its branch {Quoted.Text(branch)} follows none of them.",
        "Say which one with git branch --set-upstream-to=REMOTE/BRANCH.",
        repository);
}
