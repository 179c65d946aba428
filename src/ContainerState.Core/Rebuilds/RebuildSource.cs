using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Rebuilds;

/// <summary>The commits and images that runs of one name are about.</summary>
/// <param name="host">The host.</param>
/// <param name="options">What is rebuilt.</param>
/// <param name="progress">Is told where the work is.</param>
/// <param name="warn">Is told what somebody should know.</param>
internal sealed class RebuildSource(Host host, RebuildOptions options, IProgress<StepProgress>? progress, Action<string>? warn)
{
    // As it is now: the object that was given remembers the HEAD of its making.
    private StateRepo Repository => StateRepo.Locate(options.Repository.Path);

    /// <summary>Pulls the repository.</summary>
    /// <returns>What that came to.</returns>
    public async Task<string> PullAsync(CancellationToken cancel)
    {
        var before = Repository.Head;
        var now = await Repository.UpdateAsync(progress, cancel);
        return now.Head == before ? "nothing newer" : $"{Short(before)}..{Short(now.Head)}";
    }

    /// <summary>Updates the dependencies.</summary>
    /// <param name="updated">Is told of each that was moved.</param>
    /// <param name="cancel">Stops it; the repository stays as it was.</param>
    /// <returns>What that came to.</returns>
    public async Task<string> UpdateAsync(Action<IReadOnlyList<RebuildUpdate>> updated, CancellationToken cancel)
    {
        var result = await StateDependencies.UpdateAsync(host, Repository, new() { Names = options.UpdateDependencies }, progress, cancel);
        var changed = result.Changed.Select(update => new RebuildUpdate(update.Name, update.OldCommit, update.NewCommit, LineText.Clean(update.Between))).ToList();
        updated(changed);
        foreach (var warning in result.Updates.SelectMany(update => update.Warnings.Select(text => $"{update.Name}: {text}")))
        {
            warn?.Invoke(warning);
        }
        if (result.Failures is [var failure, ..])
        {
            var fault = FileFaults.Explain(failure.Error) as ContainerStateException;
            throw RebuildFaults.UpdateFailed(fault?.ErrorId ?? ErrorId.ProgramFailed, failure.Name, fault?.Problem ?? failure.Error.Message, fault?.Remedy ?? "");
        }
        return changed.Count == 0 ? "nothing newer" : string.Join(", ", changed.Select(update => update.Name));
    }

    /// <summary>The id of the commit that is meant.</summary>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <exception cref="ReferenceNotFoundException">There is no such reference.</exception>
    public string CommitOf(string? reference)
    {
        var repository = Repository;
        using var store = repository.OpenStore();
        return repository.CommitOf(store, reference);
    }

    /// <summary>The image of a commit, which is built where it is not there.</summary>
    public Task<ServerImage> ImageOfAsync(string commit, CancellationToken cancel) =>
        new ImageBuilder(host).BuildAsync(Repository, new BuildOptions { Reference = commit, AllowSsh = options.AllowSsh }, warn, progress, cancel);

    /// <summary>The same, of a commit whose image was there before.</summary>
    /// <exception cref="ContainerStateException">It is not, and cannot be built again; says so.</exception>
    public async Task<ServerImage> EarlierImageOfAsync(string commit, CancellationToken cancel)
    {
        try
        {
            return await ImageOfAsync(commit, cancel);
        }
        catch (ContainerStateException fault)
        {
            throw RebuildFaults.CannotRestore(fault.ErrorId, commit, fault.Problem, fault.Remedy);
        }
    }

    private static string Short(string commit) => Git.CommitId.Short(commit);
}
