namespace ContainerState.Errors;

/// <summary>A tree or archive entry that must not reach a filesystem.</summary>
/// <param name="source">The tree, component or archive.</param>
/// <param name="path">The entry.</param>
/// <param name="reason">Why it is refused.</param>
/// <param name="whatToDo">The remedy; that for a tree of a component when null.</param>
public sealed class UnsafeTreeException(string source, string path, string reason, string? whatToDo = null)
    : ContainerStateException(
        ErrorId.UnsafeTree,
        $"{source} holds {Quoted.Text(path)}, which is refused: {reason}.",
        whatToDo ?? "Remove the entry, or leave it out with keep: in the component.",
        path)
{
    /// <summary>The tree, component or archive.</summary>
    public string SourceName { get; } = source;

    /// <summary>The entry.</summary>
    public string Path { get; } = path;

    /// <summary>Why it is refused.</summary>
    public string Reason { get; } = reason;
}
