using System.Globalization;

namespace ContainerState.Hosts;

/// <summary>Where the distribution keeps libgit2.</summary>
internal static class NativeGit
{
    // LibGit2Sharp 0.29 was made with 1.7. The calls used here are the same from 1.5 on; later ones are not known yet.
    private const int MadeWith = 7;
    private const int Oldest = 5;
    private const int Newest = 9;

    /// <summary>The libgit2 to load, from the folders that the dynamic linker looks into; null when there is none.</summary>
    /// <remarks>A plain loop: every command runs it, and a query over tuples is compiled anew in each process.</remarks>
    public static string? Find()
    {
        string? best = null;
        var bestRank = 0;
        foreach (var folder in Folders())
        {
            if (!Directory.Exists(folder))
            {
                continue;
            }
            foreach (var path in Directory.EnumerateFiles(folder, "libgit2.so.1.*"))
            {
                var minor = Minor(Path.GetFileName(path), "libgit2.so.1.") ?? 0;
                var rank = minor == MadeWith ? int.MaxValue : minor;
                if (minor is >= Oldest and <= Newest && rank > bestRank)
                {
                    best = path;
                    bestRank = rank;
                }
            }
        }
        return best;
    }

    /// <summary>The newest of some package names such as <c>libgit2-1.5</c>; null when none is one.</summary>
    public static string? NewestPackage(IEnumerable<string> names) =>
        names.Select(name => (Name: name, Minor: Minor(name, "libgit2-1.")))
            .Where(found => found.Minor is >= Oldest and <= Newest)
            .OrderByDescending(found => found.Minor)
            .Select(found => found.Name)
            .FirstOrDefault();

    private static IEnumerable<string> Folders()
    {
        yield return AppContext.BaseDirectory;
        foreach (var folder in (string[])["/usr/local/lib", "/usr/lib64", "/usr/lib", "/lib"])
        {
            yield return folder;
        }
        if (Directory.Exists("/usr/lib"))
        {
            // Debian's folder for one architecture, such as x86_64-linux-gnu.
            foreach (var folder in Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*"))
            {
                yield return folder;
            }
        }
    }

    private static int? Minor(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? minor
            : null;
}
