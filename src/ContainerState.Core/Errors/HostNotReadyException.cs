namespace ContainerState.Errors;

/// <summary>Something that the host needs for this is not there.</summary>
/// <param name="lacking">One sentence for each thing that is missing, with its remedy.</param>
public sealed class HostNotReadyException(IReadOnlyList<string> lacking)
    : ContainerStateException(
        ErrorId.HostNotReady,
        $"This host is not ready: {string.Join("; ", lacking)}.",
        "Run Initialize-ServerHost (containerstate host setup) as root.",
        null)
{
    /// <summary>One sentence for each thing that is missing, with its remedy.</summary>
    public IReadOnlyList<string> Lacking { get; } = lacking;
}
