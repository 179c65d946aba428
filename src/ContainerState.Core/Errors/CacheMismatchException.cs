namespace ContainerState.Errors;

/// <summary>A build result that is not what its step makes.</summary>
/// <param name="component">The component.</param>
/// <param name="key">The key of its build step.</param>
/// <param name="kept">The tree that was received, or was kept here.</param>
/// <param name="built">The tree that building it again gave.</param>
public sealed class CacheMismatchException(string component, string key, string kept, string built)
    : ContainerStateException(
        $"The result of the component {Quoted.Text(component)} under the key {key} is the tree {kept}, but building it again gave the tree {built}; it was not kept.",
        "Do not trust the remote that it came from, unless the step does not give the same output twice: git diff of the two trees shows what differs.",
        component)
{
    /// <summary>The component.</summary>
    public string Component { get; } = component;

    /// <summary>The key of its build step.</summary>
    public string Key { get; } = key;

    /// <summary>The tree that was received, or was kept here.</summary>
    public string Kept { get; } = kept;

    /// <summary>The tree that building it again gave.</summary>
    public string Built { get; } = built;
}
