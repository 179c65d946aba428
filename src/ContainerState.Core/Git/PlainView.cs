using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>A repository for one git command, without the repository's own configuration.</summary>
/// <remarks>
/// A repository's <c>config</c>, <c>hooks</c> and <c>info</c> can name any program, in more ways than a list could keep up
/// with, and a repository may come from anybody. Git takes all three from the folder in GIT_COMMON_DIR, and the rest of what is
/// shared from there too. So a folder of our own stands in its place for as long as the command runs: a configuration that we
/// wrote, and links to the repository's objects and references. The user's and the system's configuration count as ever, with
/// what they include for this repository's place.
/// </remarks>
internal sealed class PlainView : IDisposable
{
    // Without a split index, whose second file would be written here and lost.
    private const string Configuration = "[core]\n\trepositoryFormatVersion = 0\n\tbare = true\n\tlogAllRefUpdates = true\n\tsplitIndex = false\n";

    private const string Shallow = "shallow";

    private readonly WorkFolder _folder;
    private readonly string _common;

    private PlainView(WorkFolder folder, string common, string gitDirectory, string? workTree)
    {
        _folder = folder;
        _common = common;
        GitDirectory = gitDirectory;
        WorkTree = workTree;
    }

    /// <summary>The repository's own Git directory: for what belongs to one work tree, such as HEAD and the index.</summary>
    public string GitDirectory { get; }

    /// <summary>The work tree; null when the repository was named by its Git directory.</summary>
    public string? WorkTree { get; }

    /// <summary>What takes the place of the folder that all work trees share.</summary>
    public string CommonDirectory => _folder.Path;

    /// <summary>Makes the view.</summary>
    /// <param name="repository">A work tree or Git directory.</param>
    public static PlainView Make(string repository)
    {
        repository = Path.GetFullPath(repository);
        var gitDirectory = GitDirectoryOf(repository);
        var common = CommonDirectoryOf(gitDirectory);
        // Not in the repository, which others may be able to write to.
        var folder = WorkFolder.Create(Host.Local());
        try
        {
            File.WriteAllText(Path.Combine(folder.Path, "config"), Configuration);
            foreach (var name in (string[])["objects", "refs", "packed-refs", Shallow])
            {
                File.CreateSymbolicLink(Path.Combine(folder.Path, name), Path.Combine(common, name));
            }
            // Git makes folders in it, which it cannot through a link that leads nowhere.
            if (Directory.Exists(Path.Combine(common, "logs")))
            {
                File.CreateSymbolicLink(Path.Combine(folder.Path, "logs"), Path.Combine(common, "logs"));
            }
            // Names to ignore, and nothing else.
            Directory.CreateDirectory(Path.Combine(folder.Path, "info"));
            File.CreateSymbolicLink(Path.Combine(folder.Path, "info", "exclude"), Path.Combine(common, "info", "exclude"));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        return new PlainView(folder, common, gitDirectory, gitDirectory == repository ? null : repository);
    }

    /// <summary>The configuration file that all work trees of a repository share; it may not be there.</summary>
    /// <param name="repository">A work tree or Git directory.</param>
    public static string ConfigurationOf(string repository) => Path.Combine(CommonDirectoryOf(GitDirectoryOf(Path.GetFullPath(repository))), "config");

    /// <summary>The folder of a repository's objects.</summary>
    /// <param name="repository">A work tree or Git directory.</param>
    public static string ObjectsOf(string repository) => Path.Combine(CommonDirectoryOf(GitDirectoryOf(Path.GetFullPath(repository))), "objects");

    /// <summary>Removes the views of those who were killed.</summary>
    public static void Sweep() => WorkFolder.Sweep(Host.Local().Work);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Git takes it away once no history is cut off any more. What it took away is the link.
        if (new FileInfo(Path.Combine(_folder.Path, Shallow)).LinkTarget is null && Directory.Exists(_folder.Path))
        {
            File.Delete(Path.Combine(_common, Shallow));
        }
        _folder.Dispose();
    }

    // gitrepository-layout(5): .git is a folder, or a file that says where the folder is.
    private static string GitDirectoryOf(string repository)
    {
        const string Prefix = "gitdir: ";
        var inside = Path.Combine(repository, ".git");
        if (Directory.Exists(inside))
        {
            return inside;
        }
        return File.Exists(inside) && File.ReadAllText(inside) is var text && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? Path.GetFullPath(text[Prefix.Length..].TrimEnd('\r', '\n'), repository)
            : repository;
    }

    private static string CommonDirectoryOf(string gitDirectory)
    {
        var file = Path.Combine(gitDirectory, "commondir");
        return File.Exists(file) ? Path.GetFullPath(File.ReadAllText(file).TrimEnd('\r', '\n'), gitDirectory) : gitDirectory;
    }
}
