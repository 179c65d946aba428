using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Reports;

/// <summary>The file that something about a repository goes to.</summary>
internal static class ReportFile
{
    /// <summary>Where it goes.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">What somebody said: an absolute path; null for a file named after the repository, in the current folder; beside the repository when that is in it.</param>
    /// <param name="folder">The current folder, absolute.</param>
    /// <param name="what">What goes there, such as <c>a report</c>, for errors.</param>
    /// <param name="ending">What is behind the repository's name where nothing was said.</param>
    /// <exception cref="InvalidNameException">The name has another suffix.</exception>
    public static string PlaceOf(StateRepo repository, string? path, string folder, string what, string ending)
    {
        var suffix = Path.GetExtension(ending);
        if (path is not null)
        {
            return path.EndsWith(suffix, StringComparison.Ordinal) && Path.GetFileName(path).Length > suffix.Length
                ? path
                : throw new InvalidNameException($"file of {what}", path, $"a name that ends in {suffix}");
        }
        // In the repository, a file that nobody asked for would make its work tree unclean, and the commit not complete.
        var place = IsIn(Real(folder), Real(repository.Path)) ? Path.GetDirectoryName(repository.Path)! : folder;
        return Path.Combine(place, repository.Name + ending);
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="path">The file; see <see cref="PlaceOf"/>.</param>
    /// <param name="content">What it holds.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static FileInfo Write(string path, byte[] content)
    {
        if (Directory.Exists(path))
        {
            throw FileFaults.WrongKind(path, "a folder", "a file");
        }
        WholeFile.Write(path, content);
        return new FileInfo(path);
    }

    private static bool IsIn(string folder, string place) => (folder + "/").StartsWith(place + "/", StringComparison.Ordinal);

    // By whatever links a shell came there.
    private static string Real(string folder)
    {
        var parts = Path.GetFullPath(folder).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = "";
        foreach (var part in parts)
        {
            at = $"{at}/{part}";
            at = new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? at;
        }
        return at;
    }
}
