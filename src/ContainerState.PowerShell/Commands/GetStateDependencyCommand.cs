using System.Management.Automation;
using ContainerState.Dependencies;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the dependencies of a state repository.</summary>
[Cmdlet(VerbsCommon.Get, "StateDependency")]
[OutputType(typeof(StateDependency))]
public sealed class GetStateDependencyCommand : RepositoryCmdlet
{
    /// <summary>Their names; wildcards match any number of them. All when left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DependencyNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter]
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
            if (TryAsk(name, () => StateDependencies.Find(repository, name), out var dependencies))
            {
                WriteObject(dependencies, enumerateCollection: true);
            }
        }
    }
}
