using System.Management.Automation;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.PowerShell;

/// <summary>Writes a file about each of the repositories that come.</summary>
public abstract class RepositoryFileCmdlet : RepositoryCmdlet
{
    // Of several repositories, none may be written over another.
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Asks whether the file is to be written. An error says so when that of an earlier repository is in it.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="file">The file.</param>
    /// <param name="what">What goes there, such as <c>a report</c>.</param>
    protected bool ShouldWrite(StateRepo repository, string file, string what)
    {
        if (!ShouldProcess(file, $"Write {what} of {repository.Path}"))
        {
            return false;
        }
        if (written.Add(file))
        {
            return true;
        }
        WriteError(new InvalidNameException($"file of {what}", file, "another one for each repository: that of one is in it already"), repository);
        return false;
    }
}
