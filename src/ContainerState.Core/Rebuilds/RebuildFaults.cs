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
    /// <param name="failed">How many.</param>
    /// <param name="count">Of how many.</param>
    /// <param name="server">The first of them.</param>
    /// <param name="check">Its first check that did not pass.</param>
    /// <param name="saw">What that saw.</param>
    public static ContainerStateException ChecksFailed(int failed, int count, string server, string check, string saw) => new(
        ErrorId.ServerNotReady,
        $"{failed} of {count} new servers failed their checks; {check} of {server} saw: {saw}.",
        "See tests and log in the report, mend it, and commit; the next run tries again.",
        server);

    /// <summary>There is nothing to go back to.</summary>
    public static ContainerStateException NothingToRestore(string repository, string name) => new(
        ErrorId.RebuildNotFound,
        $"The history of {name} in {repository} has no earlier roll-out of another image to go back to.",
        "Name the commit with -Commit (--commit).",
        name);

    /// <summary>The image of an earlier commit is gone, and cannot be made again.</summary>
    /// <param name="id">Why, as an error's id.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="problem">Why, in words.</param>
    /// <param name="remedy">What to do about that; may be empty.</param>
    public static ContainerStateException CannotRestore(ErrorId id, string commit, string problem, string remedy) => new(
        id,
        $"The image of the commit {CommitId.Short(commit)} is not in the store, and cannot be built: {problem.TrimEnd('.')}.",
        $"{remedy} Or restore another commit.".TrimStart(),
        commit);

    /// <summary>A dependency could not be updated.</summary>
    /// <param name="id">Why, as an error's id.</param>
    /// <param name="dependency">Its name.</param>
    /// <param name="problem">Why, in words.</param>
    /// <param name="remedy">What to do about that; may be empty.</param>
    public static ContainerStateException UpdateFailed(ErrorId id, string dependency, string problem, string remedy) => new(
        id,
        $"The dependency {dependency} could not be updated: {problem.TrimEnd('.')}.",
        $"{remedy} To roll out what there is all the same, use -AllowFailedUpdate (--allow-failed-update).".TrimStart(),
        dependency);

    /// <summary>A name is scheduled already, for another repository or with another scheduler.</summary>
    /// <param name="name">The name.</param>
    /// <param name="scheduler">What runs it.</param>
    /// <param name="repository">The repository that it is scheduled for; empty when that cannot be read.</param>
    /// <param name="path">The file of the schedule.</param>
    /// <param name="orForce">True where it can be done all the same.</param>
    public static ContainerStateException ScheduledElsewhere(string name, string scheduler, string repository, string path, bool orForce = false) => new(
        ErrorId.Busy,
        $"The name {name} is scheduled already, with {scheduler} for {(repository.Length > 0 ? repository : "a repository that cannot be read")}, in {path}.",
        $"Take that schedule away first: Unregister-ServerRebuild {name} (containerstate server unschedule {name}); or choose another name{(orForce ? "; or replace its servers with -Force (--force)" : "")}.",
        name);

    /// <summary>Servers of that name run which are not of this repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">The name.</param>
    /// <param name="server">The first of them.</param>
    /// <param name="commit">What it runs from.</param>
    public static ContainerStateException OthersServers(string repository, string name, string server, string commit) => new(
        ErrorId.Busy,
        $"{server} runs from the commit {CommitId.Short(commit)}, which {repository} does not have: the servers of the name {name} are those of another repository.",
        "Choose another name; or stop those servers; or replace them with -Force (--force).",
        server);

    /// <summary>There is no history of that name.</summary>
    public static ContainerStateException NoHistory(string repository, string name) => new(
        ErrorId.RebuildNotFound,
        $"There is no history of {Quoted.Text(name)} in {repository}.",
        "See what there is: Get-ServerRebuild (containerstate server rebuilds).",
        name);

    /// <summary>There is no schedule of that name.</summary>
    public static ContainerStateException NoSchedule(string name) => new(
        ErrorId.RebuildNotFound,
        $"No rebuild is scheduled under the name {name}.",
        "See what is: Get-ServerRebuild -Scheduled (containerstate server rebuilds --scheduled).",
        name);
}
