using ContainerState.Errors;

namespace ContainerState.Builds;

/// <summary>What goes wrong with building an image.</summary>
internal static class BuildFaults
{
    /// <summary>A plan that cannot be carried out: an unknown component, a circle of needs, or layers that do not fit over each other.</summary>
    /// <param name="component">The component.</param>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="whatToDo">The remedy.</param>
    public static ContainerStateException Plan(string component, string detail, string whatToDo) => new(
        ErrorId.Plan,
        $"The component {Quoted.Text(component)} cannot be built: {detail}.",
        whatToDo,
        component);

    /// <summary>Two components that write one path with different content.</summary>
    /// <param name="path">The path on the server.</param>
    /// <param name="first">One component.</param>
    /// <param name="second">The other component.</param>
    public static ContainerStateException PathConflict(string path, string first, string second) => new(
        ErrorId.PathConflict,
        $"The components {first} and {second} both write {path}, with different content.",
        $"Leave it out of one with keep:, or write 'overrides: [{first}]' into components/{second}.yaml.",
        path);

    /// <summary>Two components whose files are merged, and which contradict each other in one line.</summary>
    /// <param name="path">The path on the server.</param>
    /// <param name="first">One component.</param>
    /// <param name="second">The other component.</param>
    /// <param name="detail">What they say.</param>
    public static ContainerStateException CannotMerge(string path, string first, string second, string detail) => new(
        ErrorId.PathConflict,
        $"The components {first} and {second} both write {path}, and cannot be merged: {detail}.",
        $"Add both in one import, so that they agree: containerstate dependency add --debian A,B. Or leave it out of one with keep:, or write 'overrides: [{first}]' into components/{second}.yaml.",
        path);

    /// <summary>The output of a build step that no server may hold.</summary>
    /// <param name="component">The component.</param>
    /// <param name="path">The path in its output.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="whatToDo">What to do; null for the usual.</param>
    public static ContainerStateException Output(string component, string path, string reason, string? whatToDo = null) => new(
        ErrorId.BuildOutput,
        $"The output of the component {Quoted.Text(component)} is refused: {Quoted.Text(path)}: {reason}.",
        whatToDo ?? "Leave it out of $OUT in the component's build step.",
        component);

    /// <summary>A build result that is not what its step makes.</summary>
    /// <param name="component">The component.</param>
    /// <param name="key">The key of its build step.</param>
    /// <param name="kept">The tree that was received, or was kept here.</param>
    /// <param name="built">The tree that building it again gave.</param>
    public static ContainerStateException CacheMismatch(string component, string key, string kept, string built) => new(
        ErrorId.CacheMismatch,
        $"The result of the component {Quoted.Text(component)} under the key {key} is the tree {kept}, but building it again gave the tree {built}; it was not kept.",
        "Do not trust the remote that it came from, unless the step does not give the same output twice: git diff of the two trees shows what differs.",
        component);
}
