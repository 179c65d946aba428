using System.Globalization;
using System.Runtime.InteropServices;

namespace ContainerState.Hosts;

/// <summary>Where the distribution keeps libgit2.</summary>
internal static class NativeGit
{
    // LibGit2Sharp 0.29 was made with 1.7. The calls used here are the same from 1.5 on; later ones are not known yet.
    private const int Oldest = 5;
    private const int Newest = 9;
    private static readonly int[] ByPreference = [7, 9, 8, 6, 5];

    // The last is Debian's, one for each architecture.
    private static readonly string[] Folders =
    [
        AppContext.BaseDirectory.TrimEnd('/'), "/usr/local/lib", "/usr/lib64", "/usr/lib", "/lib", $"/usr/lib/{DebianArchitecture}",
    ];

    private static string DebianArchitecture => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x86_64-linux-gnu",
        Architecture.Arm64 => "aarch64-linux-gnu",
        Architecture.Arm => "arm-linux-gnueabihf",
        Architecture.Ppc64le => "powerpc64le-linux-gnu",
        var other => $"{other.ToString().ToLowerInvariant()}-linux-gnu",
    };

    /// <summary>The libgit2 to load, from the folders that the dynamic linker looks into; null when there is none.</summary>
    /// <remarks>Asks for names, since listing folders of a thousand files takes longer, and every command does this.</remarks>
    public static string? Find()
    {
        foreach (var minor in ByPreference)
        {
            foreach (var folder in Folders)
            {
                var path = $"{folder}/libgit2.so.1.{minor}";
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }
        return null;
    }

    /// <summary>The newest of some package names such as <c>libgit2-1.5</c>; null when none is one.</summary>
    public static string? NewestPackage(IEnumerable<string> names) =>
        names.Select(name => (Name: name, Minor: Minor(name, "libgit2-1.")))
            .Where(found => found.Minor is >= Oldest and <= Newest)
            .OrderByDescending(found => found.Minor)
            .Select(found => found.Name)
            .FirstOrDefault();

    private static int? Minor(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? minor
            : null;
}
