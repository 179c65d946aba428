using ContainerState.Errors;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>Tells from what apt said, itself or through mmdebstrap, why an import failed.</summary>
internal static class DebianFaults
{
    private static readonly string[] Missing = ["Unable to locate package", "has no installation candidate", "unmet dependencies", "Unable to find a source package"];

    private static readonly string[] Unreachable =
        ["Failed to fetch", "does not have a Release file", "is not signed", "no longer signed", "Could not resolve", "Could not connect"];

    /// <summary>The error for a program that failed.</summary>
    /// <param name="result">What it left.</param>
    /// <param name="packages">What it was asked for.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="mirror">The mirror; null for Debian's own.</param>
    public static ContainerStateException Explain(ProgramResult result, string packages, string suite, string? mirror)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (First(Missing) is { } missing)
        {
            return new PackageNotFoundException(packages, suite, missing.Replace("E: ", "", StringComparison.Ordinal));
        }
        if (FileFaults.SaysFull(result.Error))
        {
            return new DiskFullException("the packages of Debian " + suite);
        }
        return First(Unreachable) is { } unreachable
            ? new RemoteException(mirror ?? "Debian " + suite, unreachable, "Check the mirror, the suite's name and the network with apt-get update.")
            : ProgramRunner.Failed(result);

        string? First(string[] texts) => Array.Find(lines, line => Array.Exists(texts, text => line.Contains(text, StringComparison.Ordinal)));
    }
}
