namespace ContainerState.Errors;

/// <summary>Tells a disk that is full from other faults, whoever met it: we, libgit2 or a program.</summary>
internal static class DiskSpace
{
    // errno of Linux: no space left on device, and disk quota exceeded.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Runs an action, and says of a full disk what it is.</summary>
    /// <param name="place">What the action writes to.</param>
    /// <param name="action">The action.</param>
    /// <exception cref="DiskFullException">There was no space.</exception>
    public static async Task<T> GuardAsync<T>(string place, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception fault) when (RanOut(fault))
        {
            throw new DiskFullException(place);
        }
    }

    private static bool RanOut(Exception fault) => fault switch
    {
        // What a step said of its own scratch is not about the disk.
        DiskFullException or BuildFailedException => false,
        IOException { HResult: NoSpace or QuotaExceeded } => true,
        _ => fault.Message.Contains("No space left on device", StringComparison.Ordinal) || fault.Message.Contains("Disk quota exceeded", StringComparison.Ordinal),
    };
}
