using System.Management.Automation;
using ContainerState.Imports;
using ContainerState.PowerShell.Completion;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes a dependency from a state repository.</summary>
[Cmdlet(VerbsCommon.Remove, "StateDependency", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(StateDependency))]
public sealed class RemoveStateDependencyCommand : CoreCmdlet
{
    private const string ByName = "Name";
    private const string ByRepository = "Repository";
    private const string ByDependency = "Dependency";

    /// <summary>The dependencies' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByRepository)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DependencyNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The repository's folder; default: the current location.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>The repository.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRepository)]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>A dependency, which carries its repository.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByDependency)]
    [Exactly(typeof(StateDependency))]
    [ValidateNotNull]
    public StateDependency? Dependency { get; set; }

    /// <summary>Return what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes them.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByDependency)
        {
            Remove(Dependency!);
            return;
        }
        var repository = Repository;
        if (repository is null && !TryAsk(Path, () => StateRepo.Open(FullPath(Path)), out repository))
        {
            return;
        }
        foreach (var name in Name)
        {
            if (TryWait(name, () => StateDependencies.GetAsync(repository, name), out var dependency))
            {
                Remove(dependency);
            }
        }
    }

    private void Remove(StateDependency dependency)
    {
        if (ShouldProcess($"{dependency.Name} in {dependency.Repository.Path}", "Remove dependency")
            && Run($"Removing {dependency.Name}", dependency, call => RemoveAsync(call, dependency))
            && PassThru)
        {
            WriteObject(dependency);
        }
    }

    private static async Task RemoveAsync(CoreCall call, StateDependency dependency)
    {
        foreach (var warning in await StateDependencies.RemoveAsync(dependency.Repository, dependency.Name))
        {
            call.Warn(warning);
        }
    }
}
