using ContainerState.Errors;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>Opens a shell where a build step would run, for a person to look around.</summary>
public static class BuildShell
{
    /// <summary>Runs a shell in the step's own container, with the caller's terminal, until it ends. Nothing of what was done in it stays.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="component">The component. What it needs is built first; itself not.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <param name="hasTerminal">True when the caller's input is a terminal.</param>
    /// <param name="progress">Is told where the preparation is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PlanException">There is no such component with a build step.</exception>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    public static async Task OpenAsync(
        StateRepo repository, string component, string? reference, bool hasTerminal, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new NotRootException("Opening a shell in a build container");
        }
        using var store = repository.OpenStore();
        var commit = reference is null ? store.Head ?? repository.Head : store.Resolve(reference);
        var content = CommitContent.Read(store, commit);
        ImageBuilder.RequireSteps(content, [component]);
        var planned = await BuildPlan.MakeAsync(store, content, cancel).ConfigureAwait(false);
        var step = await new ComponentBuilds(store.GitDirectory, planned, new BuildOptions(), progress).StepAsync(component, cancel).ConfigureAwait(false);
        await using var container = await StepContainer.CreateAsync(store, step, StepSurroundings.Usual, progress, cancel).ConfigureAwait(false);
        await container.OpenShellAsync(hasTerminal, cancel).ConfigureAwait(false);
    }
}
