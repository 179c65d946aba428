using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>Opens a shell where a build step would run, for a person to look around.</summary>
public sealed class BuildShell(Host host)
{
    /// <summary>Runs a shell in the step's own container, with the caller's terminal, until it ends. Nothing of what was done in it stays.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="component">The component. What it needs is built first; itself not.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <param name="hasTerminal">True when the caller's input is a terminal.</param>
    /// <param name="progress">Is told where the preparation is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: There is no such component with a build step.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public async Task OpenAsync(
        StateRepo repository, string component, string? reference, bool hasTerminal, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        Root.Require("Opening a shell in a build container");
        using var store = repository.OpenStore();
        var commit = repository.CommitOf(store, reference);
        var content = CommitContent.Read(store, commit);
        BuildPlan.RequireSteps(content, [component]);
        var planned = await BuildPlan.MakeAsync(store, content, cancel);
        using var builds = new ComponentBuilder(host, store.GitDirectory, planned, new BuildOptions(), progress);
        var step = await builds.StepAsync(component, cancel);
        await using var container = await StepContainer.CreateAsync(host, store, step, StepSurroundings.Usual, progress, cancel);
        await container.OpenShellAsync(hasTerminal, cancel);
    }
}
