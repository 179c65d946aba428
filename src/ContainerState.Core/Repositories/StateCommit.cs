using System.Runtime.ExceptionServices;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>A commit of ours that HEAD is at.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fault">Why not all files were brought up to it; null when they were.</param>
internal sealed record StateCommit(string Id, Exception? Fault)
{
    /// <summary>What to tell the user of that, if anything.</summary>
    public IEnumerable<string> Warnings => Fault is null
        ? []
        : [$"The commit {CommitId.Short(Id)} was made, but not all files could be brought up to it: {FileFaults.Explain(Fault).Message} The next command that changes the repository tries again."];

    /// <summary>Makes an error of it, for those who cannot warn.</summary>
    public void RequireWhole()
    {
        if (Fault is not null)
        {
            ExceptionDispatchInfo.Throw(Fault);
        }
    }
}
