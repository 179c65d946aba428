using System.Collections;
using System.Management.Automation;
using ContainerState.Repositories;
using Shell = System.Management.Automation.PowerShell;

namespace ContainerState.PowerShell.Completion;

/// <summary>The base of completers for the content of a repository: the one of -Repository, of -Path, or of the current location.</summary>
public abstract class RepositoryCompleter : LocalCompleter
{
    /// <summary>The repository to use.</summary>
    private protected static StateRepo RepositoryOf(IDictionary bound) =>
        (bound["Repository"] is PSObject wrapped ? wrapped.BaseObject : bound["Repository"]) as StateRepo
        ?? StateRepo.Open(FullPath(bound["Path"]?.ToString() ?? "."));

    /// <summary>Asks the core about that repository, on another thread.</summary>
    private protected static T Wait<T>(IDictionary bound, Func<StateRepo, Task<T>> question)
    {
        var repository = RepositoryOf(bound);
        return Task.Run(() => question(repository)).GetAwaiter().GetResult();
    }

    // A completer has no session state of its own to resolve a path with.
    private static string FullPath(string path)
    {
        using var shell = Shell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Management\\Convert-Path").AddParameter("LiteralPath", path).Invoke<string>()[0];
    }
}
