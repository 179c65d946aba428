using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>What only root may do.</summary>
public static class Root
{
    /// <summary>Refuses an action when the caller is not root.</summary>
    /// <param name="action">The action, as a noun phrase.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: the caller is not root.</exception>
    public static void Require(string action)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw Missing(action);
        }
    }

    /// <summary>The error of an action that needs root.</summary>
    /// <param name="action">The action, as a noun phrase.</param>
    public static ContainerStateException Missing(string action) => new(
        ErrorId.NotRoot, $"{action} needs root.", "Run the same command as root, for example with sudo.", action);
}
