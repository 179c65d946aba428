namespace ContainerState.Errors;

/// <summary>The output of a build step that no server may hold.</summary>
/// <param name="component">The component.</param>
/// <param name="path">The path in its output.</param>
/// <param name="reason">What is wrong with it.</param>
/// <param name="whatToDo">What to do; null for the usual.</param>
public sealed class BuildOutputException(string component, string path, string reason, string? whatToDo = null)
    : ContainerStateException(
        $"The output of the component {Quoted.Text(component)} is refused: {Quoted.Text(path)}: {reason}.",
        whatToDo ?? "Leave it out of $OUT in the component's build step.",
        component)
{
    /// <summary>The component.</summary>
    public string Component { get; } = component;

    /// <summary>The path in its output.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}
