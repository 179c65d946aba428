namespace ContainerState.Builds;

/// <summary>The build steps of a commit, as far as they are known: a key is, once the outputs of all that is needed are.</summary>
internal sealed class KnownSteps
{
    private readonly Dictionary<string, string> _outputs;
    private readonly List<PlannedComponent> _open;

    public KnownSteps(IReadOnlyList<PlannedComponent> planned)
    {
        _outputs = planned.Where(component => component.Component.Build is null)
            .ToDictionary(component => component.Component.Name, component => component.Placed ?? component.Tree, StringComparer.Ordinal);
        _open = [.. planned.Where(component => component.Component.Build is not null)];
    }

    /// <summary>A component whose step is not handed out with the others; null for none.</summary>
    public string? Held { get; init; }

    /// <summary>The components whose keys are not known, since something that they need is not.</summary>
    public IEnumerable<string> Unknown => _open.Select(component => component.Component.Name);

    /// <summary>The steps whose keys are known by now; each is handed out once.</summary>
    public IReadOnlyList<BuildStep> TakeReady()
    {
        var ready = _open.Where(component => component.Component.Name != Held && component.Component.Needs.All(_outputs.ContainsKey)).ToList();
        _open.RemoveAll(ready.Contains);
        return [.. ready.Select(StepOf)];
    }

    /// <summary>The step of <see cref="Held"/>, once all that it needs is known.</summary>
    public BuildStep TakeHeld() => StepOf(_open.Single(component => component.Component.Name == Held));

    /// <summary>Tells what a step makes, on which the keys of others rest.</summary>
    public void Learn(BuildStep step, string tree) => _outputs[step.Component.Name] = tree;

    private BuildStep StepOf(PlannedComponent component) => new(
        component.Component, component.Tree, component.Toolchain!, [.. component.Component.Needs.Select(need => (need, _outputs[need]))], component.Given);
}
