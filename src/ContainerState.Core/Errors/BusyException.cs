namespace ContainerState.Errors;

/// <summary>Something else holds a lock for too long.</summary>
/// <param name="what">What is locked.</param>
/// <param name="holder">Who holds it, as far as known.</param>
public sealed class BusyException(string what, string holder)
    : ContainerStateException(
        ErrorId.Busy,
        $"{what} is in use by {holder}.",
        "Wait for it to end, then try again.",
        what)
{
    /// <summary>What is locked.</summary>
    public string What { get; } = what;

    /// <summary>Who holds it, as far as known.</summary>
    public string Holder { get; } = holder;
}
