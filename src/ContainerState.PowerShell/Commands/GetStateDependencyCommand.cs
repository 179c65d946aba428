using System.Management.Automation;
using ContainerState.Imports;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the dependencies of a state repository.</summary>
[Cmdlet(VerbsCommon.Get, "StateDependency")]
[OutputType(typeof(StateDependency))]
public sealed class GetStateDependencyCommand : RepositoryCmdlet
{
    // However often the pipeline and its patterns name it.
    private readonly HashSet<(string Repository, string Name)> told = [];

    /// <summary>Their names; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DependencyNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        if (!TryFind(Path, out var repository))
        {
            return;
        }
        foreach (var name in Name)
        {
            if (TryWait(name, () => StateDependencies.FindAsync(repository, name), out var dependencies))
            {
                WriteObject(dependencies.Where(dependency => told.Add((repository.Path, dependency.Name))), enumerateCollection: true);
            }
        }
    }
}
