using System.Collections;
using System.Management.Automation;
using ContainerState.StateRepos;
using Shell = System.Management.Automation.PowerShell;

namespace ContainerState.PowerShell.Completion;

/// <summary>The base of completers of what a repository holds: that of -Repository, of -Path, or of the current location.</summary>
public abstract class RepositoryCompleter : LocalCompleter
{
    /// <summary>The repository that is meant.</summary>
    private protected static StateRepo RepositoryOf(IDictionary bound) =>
        (bound["Repository"] is PSObject wrapped ? wrapped.BaseObject : bound["Repository"]) as StateRepo
        ?? StateRepo.Open(FullPath(bound["Path"]?.ToString() ?? "."));

    // A completer has no session state of its own to resolve a path with.
    private static string FullPath(string path)
    {
        using var shell = Shell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Management\\Convert-Path").AddParameter("LiteralPath", path).Invoke<string>()[0];
    }
}
