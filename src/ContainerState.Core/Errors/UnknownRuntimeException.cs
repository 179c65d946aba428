namespace ContainerState.Errors;

/// <summary>A server whose engine this version does not know.</summary>
/// <param name="name">The server.</param>
/// <param name="runtime">The engine's name in its record.</param>
public sealed class UnknownRuntimeException(string name, string runtime)
    : ContainerStateException(
        ErrorId.UnknownRuntime,
        $"The server {Quoted.Text(name)} runs on {Quoted.Text(runtime)}, which this version does not know. It was left as it is.",
        "Stop it with the version that started it.",
        name);
