using System.Management.Automation;
using ContainerState.Imports;
using ContainerState.Imports.Packages;
using ContainerState.Imports.Updates;
using ContainerState.PowerShell.Completion;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the dependencies of a state repository.</summary>
[Cmdlet(VerbsCommon.Get, "StateDependency", DefaultParameterSetName = Pinned)]
[OutputType(typeof(StateDependency), typeof(DependencyUpdate), typeof(StatePackage))]
public sealed class GetStateDependencyCommand : RepositoryCmdlet
{
    private const string Pinned = "Pinned";
    private const string Newer = "Outdated";
    private const string Inside = "Packages";

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

    /// <summary>Ask where they come from, and list only those for which there is something newer.</summary>
    [Parameter(ParameterSetName = Newer, Mandatory = true)]
    public SwitchParameter Outdated { get; set; }

    /// <summary>List the packages in them.</summary>
    [Parameter(ParameterSetName = Inside, Mandatory = true)]
    public SwitchParameter Packages { get; set; }

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        if (!TryFind(Path, out var repository))
        {
            return;
        }
        if (Outdated)
        {
            Run("Looking for updates", repository, call => LookAsync(call, repository));
            return;
        }
        foreach (var name in Name)
        {
            if (Packages)
            {
                if (TryWait(name, () => StatePackages.FindAsync(repository, name, Stop), out var packages))
                {
                    var fresh = packages.Select(package => package.Dependency).Distinct().Where(one => told.Add((repository.Path, one))).ToHashSet(StringComparer.Ordinal);
                    WriteObject(packages.Where(package => fresh.Contains(package.Dependency)), enumerateCollection: true);
                }
            }
            else if (TryWait(name, () => StateDependencies.FindAsync(repository, name), out var dependencies))
            {
                WriteObject(dependencies.Where(dependency => told.Add((repository.Path, dependency.Name))), enumerateCollection: true);
            }
        }
    }

    private async Task LookAsync(CoreCall call, StateRepo repository)
    {
        var result = await StateDependencies.UpdateAsync(ThisHost, repository, new() { Names = Name, DryRun = true }, call, call.Cancel);
        call.Write(result, result.Outdated.Where(update => told.Add((repository.Path, update.Name))));
    }
}
