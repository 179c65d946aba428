using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Rebuilds;

/// <summary>What goes wrong with rebuilds.</summary>
internal static class RebuildFaults
{
    /// <summary>A supervisor of the same name looks after its servers.</summary>
    public static ContainerStateException Supervised(string name) => new(
        ErrorId.Busy,
        $"The supervisor {name} looks after the servers of that name, and rolls out by itself whatever image is built.",
        $"Only update and build: Update-StateDependency and Build-ServerImage (containerstate dependency update, image build); or choose another name; or stop the supervisor and its servers.",
        name);

    /// <summary>New servers did not pass.</summary>
    /// <param name="tests">What was seen of all of them.</param>
    public static ContainerStateException ChecksFailed(IReadOnlyList<RebuildTest> tests)
    {
        var failed = tests.Where(test => !test.Passed).ToList();
        var first = failed[0].Checks.First(check => !check.Passed);
        return new(
            ErrorId.ServerNotReady,
            $"{failed.Count} of {tests.Count} new servers failed their checks; {first.Name} of {failed[0].Server} saw: {first.Saw}.",
            "See tests and log in the report, mend it, and commit; the next run tries again.",
            failed[0].Server);
    }

    /// <summary>There is nothing to go back to.</summary>
    public static ContainerStateException NothingToRestore(string repository, string name) => new(
        ErrorId.RebuildNotFound,
        $"The history of {name} in {repository} has no earlier roll-out of another image to go back to.",
        "Name the commit with -Commit (--commit).",
        name);

    /// <summary>The image of an earlier commit is gone, and cannot be made again.</summary>
    public static ContainerStateException CannotRestore(string commit, ContainerStateException fault) => new(
        fault.ErrorId,
        $"The image of the commit {CommitId.Short(commit)} is not in the store, and cannot be built: {fault.Problem}",
        fault.Remedy.Length > 0 ? fault.Remedy : "Restore another commit.",
        commit,
        fault);

    /// <summary>A dependency could not be updated.</summary>
    public static ContainerStateException UpdateFailed(string name, Exception fault) => new(
        (fault as ContainerStateException)?.ErrorId ?? ErrorId.Remote,
        $"The dependency {name} could not be updated: {(fault as ContainerStateException)?.Problem ?? fault.Message}",
        (((fault as ContainerStateException)?.Remedy ?? "") + " To roll out what there is all the same, use -AllowFailedUpdate (--allow-failed-update).").Trim(),
        name,
        fault);

    /// <summary>There is no schedule of that name.</summary>
    public static ContainerStateException NoSchedule(string name) => new(
        ErrorId.RebuildNotFound,
        $"No rebuild is scheduled under the name {name}.",
        "See what is: Get-ServerRebuild -Scheduled (containerstate server rebuilds --scheduled).",
        name);
}
