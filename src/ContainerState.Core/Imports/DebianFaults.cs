using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Tells from what apt said, itself or through mmdebstrap, why an import failed.</summary>
internal static class DebianFaults
{
    /// <summary>Of the lists of a suite that are unpacked, in bytes: with less room than that apt may fail in any way.</summary>
    public const long LeastSpace = 128 << 20;

    // Of mmdebstrap, when it is neither root nor able to become root of a user namespace.
    private static readonly string[] NoMode = ["unable to pick chroot mode"];

    private static readonly string[] Missing = ["Unable to locate package", "has no installation candidate", "unmet dependencies", "Unable to find a source package"];

    private static readonly string[] Unreachable =
        ["Failed to fetch", "is not valid yet", "does not have a Release file", "is not signed", "no longer signed", "Could not resolve", "Could not connect"];

    // Of apt, when a file is not the one that the signed lists have.
    private static readonly string[] OtherFile = ["Hash Sum mismatch", "File has unexpected size"];

    /// <summary>The error for signed lists that have become too old.</summary>
    /// <param name="mirror">The mirror; null for Debian's own.</param>
    /// <param name="suite">The suite that was asked for.</param>
    /// <param name="of">The suite whose lists they are: the same, or one of its updates.</param>
    /// <param name="until">Until when they counted.</param>
    public static ContainerStateException TooOld(string? mirror, string suite, string of, string until) => RemoteFaults.Failed(
        mirror ?? "Debian " + suite,
        $"what it signed of the suite {of} counted until {until} (Valid-Until), so security updates may be missing",
        "Check this machine's clock, and take a mirror that is kept up to date. For an archive that stays as it is, set Acquire::Check-Valid-Until \"false\"; in a file of /etc/apt/apt.conf.d.");

    /// <summary>The error for a program that failed.</summary>
    /// <param name="result">What it left.</param>
    /// <param name="packages">What it was asked for.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="mirror">The mirror; null for Debian's own.</param>
    /// <param name="room">How many bytes were free when it started.</param>
    public static ContainerStateException Explain(ProgramResult result, string packages, string suite, string? mirror, long room)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (First(NoMode) is not null)
        {
            return new(
                ErrorId.NotRoot,
                "Importing Debian packages needs root, or a user who has subordinate ids (/etc/subuid) and may make user namespaces.",
                "Run the same command as root, for example with sudo.",
                "Importing Debian packages");
        }
        if (First(Missing) is { } missing)
        {
            return ImportFaults.NoPackage(packages, suite, missing.Replace("E: ", "", StringComparison.Ordinal));
        }
        if (FileFaults.SaysFull(result.Error))
        {
            return new DiskFullException("the packages of Debian " + suite);
        }
        if (First(Unreachable) is not { } unreachable)
        {
            return ProgramRunner.Failed(result);
        }
        // A signature that cannot be checked, for want of a file to check it in, is to apt one that is not there.
        return room < LeastSpace
            ? new DiskFullException("the packages of Debian " + suite, unreachable)
            : RemoteFaults.Failed(
                mirror ?? "Debian " + suite,
                unreachable,
                First(OtherFile) is null
                    ? "Check the mirror, the suite's name and the network with apt-get update."
                    : "The mirror has a file that does not go with what it signed: it may be changing at this moment, or be damaged. Import again in some minutes, or use another mirror.");

        string? First(string[] texts) => Array.Find(lines, line => Array.Exists(texts, text => line.Contains(text, StringComparison.Ordinal)));
    }
}
