using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Processes;

namespace ContainerState.Builds;

/// <summary>Makes the output of every component, those with a build step in parallel and in the order of their needs.</summary>
internal sealed class ComponentBuilds(string repository, IReadOnlyList<PlannedComponent> planned, BuildOptions options, IProgress<StepProgress>? progress)
{
    private readonly Dictionary<string, PlannedComponent> _planned = planned.ToDictionary(component => component.Component.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Task<string>> _outputs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _cores = new(Math.Max(1, options.Parallel ?? Environment.ProcessorCount));
    private readonly Lock _starting = new();
    private readonly int _steps = planned.Count(component => component.Component.Build is not null);
    private int _done;

    /// <summary>What happened to each build step, in the order in which they ended.</summary>
    public List<ComponentBuild> Builds { get; } = [];

    /// <summary>The components with the trees that they come to.</summary>
    /// <exception cref="BuildFailedException">A step failed. The others were stopped.</exception>
    public async Task<IReadOnlyList<PlannedComponent>> RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var tasks = planned.Select(component => Output(component.Component.Name, stop)).ToList();
        try
        {
            await Task.WhenAll(tasks).ConfigureAwait(false);
        }
        catch
        {
            cancel.ThrowIfCancellationRequested();
            // The first fault stopped the others; their being stopped is not what the user should read.
            var faults = tasks.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!).ToList();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(faults.Find(fault => fault is not OperationCanceledException) ?? faults[0]);
        }
        return [.. planned.Zip(tasks, (component, task) => component with { Tree = task.Result })];
    }

    /// <summary>The build step of one component, once what it needs is built.</summary>
    public async Task<BuildStep> StepAsync(string name, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        return await StepAsync(_planned[name], stop).ConfigureAwait(false);
    }

    private async Task<BuildStep> StepAsync(PlannedComponent planned, CancellationTokenSource stop)
    {
        var needs = new List<(string, string)>();
        foreach (var need in planned.Component.Needs)
        {
            needs.Add((need, await Output(need, stop).ConfigureAwait(false)));
        }
        return new BuildStep(planned.Component, planned.Tree, planned.Toolchain!, needs);
    }

    private Task<string> Output(string name, CancellationTokenSource stop)
    {
        lock (_starting)
        {
            if (!_outputs.TryGetValue(name, out var output))
            {
                var component = _planned[name];
                _outputs[name] = output = component.Component.Build is null ? Task.FromResult(component.Tree) : Task.Run(() => GuardAsync(component, stop));
            }
            return output;
        }
    }

    private async Task<string> GuardAsync(PlannedComponent planned, CancellationTokenSource stop)
    {
        try
        {
            return await MakeAsync(planned, stop).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> MakeAsync(PlannedComponent planned, CancellationTokenSource stop)
    {
        var component = planned.Component;
        var step = await StepAsync(planned, stop).ConfigureAwait(false);
        // A repository is not for several threads at once.
        using var store = GitStore.Open(repository);
        var known = BuildResults.Find(store, step.Key);
        if (known is not null && !options.NoCache && !options.Rebuild.Contains(component.Name, StringComparer.Ordinal))
        {
            BuildUses.Touch(store, step.Key);
            Ended(new ComponentBuild(component.Name, step.Key, known, Cached: true, TimeSpan.Zero));
            return known;
        }
        if (!Environment.IsPrivilegedProcess)
        {
            throw new NotRootException($"Building the component {component.Name} in a container");
        }
        await _cores.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            progress?.Report(new StepProgress("Build", component.Name, (double)_done / _steps));
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var commit = await StepRunner.RunAsync(
                store, step, options.Surroundings, line => options.Output?.Invoke(new BuildOutputLine(component.Name, line)), progress, stop.Token).ConfigureAwait(false);
            await BuildResults.RememberAsync(store, step.Key, commit, stop.Token).ConfigureAwait(false);
            BuildUses.Touch(store, step.Key);
            var tree = store.TreeOf(commit);
            Ended(new ComponentBuild(component.Name, step.Key, tree, Cached: false, watch.Elapsed) { Differs = known is not null && known != tree });
            return tree;
        }
        finally
        {
            _cores.Release();
        }
    }

    private void Ended(ComponentBuild build)
    {
        lock (_starting)
        {
            Builds.Add(build);
            _done++;
        }
        progress?.Report(new StepProgress(build.Cached ? "Found" : "Built", build.Name, (double)_done / _steps));
    }
}
