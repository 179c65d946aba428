using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>Makes the output of every component, those with a build step in parallel and in the order of their needs.</summary>
/// <remarks>Where one fails, nothing new is started, and those that run go on to their end: their outputs are kept for the next build.</remarks>
internal sealed class ComponentBuilder(
    Host host, string repository, IReadOnlyList<PlannedComponent> planned, BuildOptions options, IProgress<StepProgress>? progress, Action<string>? warn = null) : IDisposable
{
    private readonly SemaphoreSlim _cores = new(Math.Max(1, options.Parallel ?? Environment.ProcessorCount));
    private readonly Lock _ending = new();
    private readonly int _steps = planned.Count(component => component.Component.Build is not null);
    private readonly RunningSteps _running = new(progress, warn, options.Silence, TimeProvider.System);
    private readonly DateTime _begunUtc = host.Clock.GetUtcNow().UtcDateTime;
    private int _done;

    /// <summary>What happened to each build step, in the order in which they ended.</summary>
    public List<ComponentBuild> Builds { get; } = [];

    /// <summary>The components with the trees that they come to.</summary>
    /// <exception cref="BuildFailedException">A step failed. Those beside it have ended, too.</exception>
    public async Task<IReadOnlyList<PlannedComponent>> RunAsync(CancellationToken cancel)
    {
        var trees = await RunAsync(new KnownSteps(planned), cancel);
        return [.. planned.Select(component => component with { Tree = trees.GetValueOrDefault(component.Component.Name, component.Tree) })];
    }

    /// <summary>The build step of one component, once what it needs is built.</summary>
    public async Task<BuildStep> StepAsync(string name, CancellationToken cancel)
    {
        var needed = NeededFor(name);
        var steps = new KnownSteps([.. planned.Where(component => component.Component.Name == name || needed.Contains(component.Component.Name))]) { Held = name };
        await RunAsync(steps, cancel);
        return steps.TakeHeld();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.Dispose();
        _cores.Dispose();
    }

    private HashSet<string> NeededFor(string name)
    {
        var needs = planned.ToDictionary(component => component.Component.Name, component => component.Component.Needs, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Stack<string>(needs[name]);
        while (ahead.TryPop(out var next))
        {
            if (found.Add(next))
            {
                needs[next].ToList().ForEach(ahead.Push);
            }
        }
        return found;
    }

    // The trees that the steps made, by component.
    private async Task<IReadOnlyDictionary<string, string>> RunAsync(KnownSteps steps, CancellationToken cancel)
    {
        // What runs ends when the user says so; what has not begun, after the first fault as well.
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var trees = new Dictionary<string, string>(StringComparer.Ordinal);
        var running = new Dictionary<Task<string>, BuildStep>();
        Exception? fault = null;
        while (true)
        {
            foreach (var ready in fault is null ? steps.TakeReady() : [])
            {
                running.Add(Task.Run(() => MakeAsync(ready, starting.Token, cancel), CancellationToken.None), ready);
            }
            if (running.Count == 0)
            {
                break;
            }
            var ended = await Task.WhenAny(running.Keys);
            running.Remove(ended, out var step);
            try
            {
                steps.Learn(step!, trees[step!.Component.Name] = await ended);
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException || !starting.IsCancellationRequested)
            {
                fault ??= thrown;
                await starting.CancelAsync();
                if (fault == thrown && _running.Names is { Count: > 0 } others)
                {
                    warn?.Invoke($"{step!.Component.Name} failed. Nothing new is started; what runs goes on to its end, so that its result is kept: {string.Join(", ", others)}. Ctrl+C ends it.");
                }
            }
            catch (OperationCanceledException)
            {
                // It was waiting for its turn.
            }
        }
        cancel.ThrowIfCancellationRequested();
        if (fault is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }
        return trees;
    }

    private async Task<string> MakeAsync(BuildStep step, CancellationToken starting, CancellationToken cancel)
    {
        var component = step.Component;
        // A repository is not for several threads at once.
        using var store = GitStore.Open(repository);
        var known = BuildResults.Find(store, step.Key);
        if (known is not null && !options.NoCache && !options.Rebuild.Contains(component.Name, StringComparer.Ordinal))
        {
            BuildUses.Touch(store, step.Key);
            Ended(new ComponentBuild(component.Name, step.Key, known, Cached: true, TimeSpan.Zero));
            return known;
        }
        Root.Require($"Building the component {component.Name} in a container");
        await _cores.WaitAsync(starting);
        try
        {
            starting.ThrowIfCancellationRequested();
            using var running = _running.Begin(component.Name, StepOutput.FileOf(host.BuildLogs, step.Key), component.Limits.Minutes);
            var stepUtc = host.Clock.GetUtcNow().UtcDateTime;
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var commit = await StepRunner.RunAsync(
                host,
                store,
                step,
                options.Surroundings,
                line =>
                {
                    running.Said();
                    options.Output?.Invoke(new BuildOutputLine(component.Name, line));
                },
                progress,
                cancel);
            await BuildResults.RememberAsync(store, step.Key, commit, cancel);
            var took = watch.Elapsed;
            BuildTimes.Write(store, step.Key, new StepTime(_begunUtc, stepUtc, Seconds.Of(took)));
            BuildUses.Touch(store, step.Key);
            var tree = store.TreeOf(commit);
            Ended(new ComponentBuild(component.Name, step.Key, tree, Cached: false, took) { Differs = known is not null && known != tree });
            return tree;
        }
        finally
        {
            _cores.Release();
        }
    }

    private void Ended(ComponentBuild build)
    {
        lock (_ending)
        {
            Builds.Add(build);
            _done++;
            _running.Share = (double)_done / _steps;
        }
        progress?.Report(new StepProgress(build.Cached ? "Found" : "Built", build.Name, (double)_done / _steps));
    }
}
