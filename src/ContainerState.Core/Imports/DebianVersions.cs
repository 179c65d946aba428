using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Tells which changed packages have a security update among what changed.</summary>
internal static class DebianVersions
{
    // As Debian calls the suites of its security updates.
    private const string Security = "-security";

    /// <summary>The changes, with those marked that Debian's security updates have a version of.</summary>
    /// <param name="apt">The lists of the suite.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="cancel">Stops it.</param>
    /// <remarks>
    /// The version that is installed may be of the suite itself, which takes the security updates over from time to time: so it is
    /// asked of the security updates whether they have one in between.
    /// </remarks>
    public static async Task<IReadOnlyList<PackageChange>> MarkAsync(AptSources apt, IReadOnlyList<PackageChange> changes, CancellationToken cancel)
    {
        var newer = changes.Where(change => change.Old.Length > 0 && change.New.Length > 0 && change.Old != change.New).Select(change => change.Name).ToList();
        if (newer.Count == 0)
        {
            return changes;
        }
        var security = (await apt.VersionsAsync(newer, cancel)).Where(version => version.Suite.EndsWith(Security, StringComparison.Ordinal)).ToLookup(version => version.Package, version => version.Version, StringComparer.Ordinal);
        var marked = new List<PackageChange>();
        foreach (var change in changes)
        {
            var isMarked = false;
            foreach (var version in security[change.Name])
            {
                isMarked |= change.Old.Length > 0 && await IsBeforeAsync(change.Old, version, cancel) && (version == change.New || await IsBeforeAsync(version, change.New, cancel));
            }
            marked.Add(change with { Security = isMarked });
        }
        return marked;
    }

    // Only dpkg itself knows all of what deb-version(7) says. What is no version is before and after none.
    private static async Task<bool> IsBeforeAsync(string version, string other, CancellationToken cancel) =>
        char.IsAsciiLetterOrDigit(version[0]) && char.IsAsciiLetterOrDigit(other[0])
        && (await ProgramRunner.TryRunAsync(new ProgramCommand("dpkg").With("--compare-versions", version, "lt", other), cancel: cancel)).ExitCode == 0;
}
