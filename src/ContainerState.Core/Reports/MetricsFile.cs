using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Reports;

/// <summary>A file of numbers for the textfile collector of Prometheus's node_exporter.</summary>
public static partial class MetricsFile
{
    // node_exporter passes over files of any other name, and so over ours that are not whole yet.
    private const string Suffix = ".prom";

    // A file is written in milliseconds.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>Writes it whole or not at all, and so that everybody can read it, as node_exporter runs as a user of its own.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="text">All of it.</param>
    /// <exception cref="InvalidNameException">The name does not end in .prom.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        CheckName(path);
        WholeFile.Write(path, text, (UnixFileMode)FileModes.File, lasting: false);
        // What one who was killed left: nobody else clears up here.
        var name = Path.GetFileName(path);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(file => IsDraft(Path.GetFileName(file), name)))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > Abandoned)
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Refuses a name that node_exporter would pass over.</summary>
    /// <exception cref="InvalidNameException">It does not end in .prom.</exception>
    public static void CheckName(string path)
    {
        if (!Path.IsPathRooted(path) || !path.EndsWith(Suffix, StringComparison.Ordinal) || Path.GetFileName(path).Length == Suffix.Length)
        {
            throw new InvalidNameException("file of metrics", path, $"a name that ends in {Suffix}, as node_exporter reads no others");
        }
    }

    private static bool IsDraft(string name, string of) => name.Length > of.Length && name.StartsWith(of, StringComparison.Ordinal) && Draft().IsMatch(name[of.Length..]);

    [GeneratedRegex("^\\.[0-9a-f]{32}$", RegexOptions.None, 1000)]
    private static partial Regex Draft();
}
