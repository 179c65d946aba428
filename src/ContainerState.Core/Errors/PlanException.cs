namespace ContainerState.Errors;

/// <summary>A plan that cannot be carried out: an unknown component, a circle of needs, or layers that do not fit over each other.</summary>
/// <param name="component">The component.</param>
/// <param name="detail">What is wrong with it.</param>
/// <param name="whatToDo">The remedy.</param>
public sealed class PlanException(string component, string detail, string whatToDo)
    : ContainerStateException(
        $"The component {Quoted.Text(component)} cannot be built: {detail}.",
        whatToDo,
        component)
{
    /// <summary>The component.</summary>
    public string Component { get; } = component;

    /// <summary>What is wrong with it.</summary>
    public string Detail { get; } = detail;
}
