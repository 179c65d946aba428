namespace ContainerState.Errors;

/// <summary>A server of that name is there already.</summary>
/// <param name="name">The server.</param>
public sealed class ServerExistsException(string name)
    : ContainerStateException(
        ErrorId.ServerExists,
        $"There is a server {Quoted.Text(name)} already.",
        "Stop it first, or give another name.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;
}
