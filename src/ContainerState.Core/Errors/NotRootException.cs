namespace ContainerState.Errors;

/// <summary>An action that only root may do.</summary>
/// <param name="action">The action, as a noun phrase.</param>
public sealed class NotRootException(string action)
    : ContainerStateException(
        $"{action} needs root.",
        "Run the same command as root, for example with sudo.",
        action)
{
    /// <summary>The action, as a noun phrase.</summary>
    public string Action { get; } = action;
}
