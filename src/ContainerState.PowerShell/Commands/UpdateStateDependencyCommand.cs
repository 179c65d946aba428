using System.Management.Automation;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.PowerShell.Completion;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Moves the pins of dependencies to what is newer, and commits that.</summary>
[Cmdlet(VerbsData.Update, "StateDependency", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(DependencyUpdate))]
public sealed class UpdateStateDependencyCommand : CoreCmdlet
{
    private const string ByName = "Name";
    private const string ByRepository = "Repository";
    private const string ByDependency = "Dependency";
    private const string ByOutdated = "Outdated";

    // One commit for each repository, however many dependencies the pipeline names; all of them where one item named none.
    private readonly OrderedDictionary<string, (StateRepo Repository, IReadOnlyList<string> Names)> wanted = new(StringComparer.Ordinal);

    /// <summary>Their names; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [Parameter(Position = 0, ParameterSetName = ByRepository)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DependencyNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The repository's folder; default: the current location.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByName)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>The repository.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRepository)]
    [Exactly(typeof(StateRepo))]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>A dependency, which carries its repository.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByDependency)]
    [Exactly(typeof(StateDependency))]
    [ValidateNotNull]
    public StateDependency? Dependency { get; set; }

    /// <summary>What Get-StateDependency -Outdated found.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByOutdated)]
    [Exactly(typeof(DependencyUpdate))]
    [ValidateNotNull]
    public DependencyUpdate? Outdated { get; set; }

    /// <summary>Where they move to, and what they follow from then on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? To { get; set; }

    /// <summary>The SHA-256 that a new archive must have.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sha256 { get; set; }

    /// <summary>Makes each import twice, and refuses it if the two differ.</summary>
    [Parameter]
    public SwitchParameter Twice { get; set; }

    /// <summary>Also moves to what was rewritten.</summary>
    [Parameter]
    public SwitchParameter AllowRewritten { get; set; }

    /// <summary>Notes the dependencies of this record.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case ByDependency:
                Note(Dependency!.Repository, Dependency.Name);
                break;
            case ByOutdated:
                Note(Outdated!.Repository, Outdated.Name);
                break;
            default:
                var repository = Repository;
                if (repository is not null || TryAsk(Path, () => StateRepo.Open(FullPath(Path)), out repository))
                {
                    Note(repository, Name);
                }
                break;
        }
    }

    /// <summary>Updates them, one repository after the other.</summary>
    protected override void EndProcessing()
    {
        if (!TryAsk(To, Target, out var target))
        {
            return;
        }
        foreach (var (repository, names) in wanted.Values)
        {
            var what = names.Count == 0 ? "all dependencies" : string.Join(", ", names);
            var agreed = ShouldProcess($"Update {what} in {repository.Path}", $"Update {what} in {repository.Path}?", "Update dependencies", out var reason);
            if (agreed || reason == ShouldProcessReason.WhatIf)
            {
                var options = new DependencyUpdateOptions
                {
                    Names = names,
                    To = target.Length == 0 ? null : target,
                    Sha256 = Sha256,
                    Twice = Twice,
                    AllowRewritten = AllowRewritten,
                    DryRun = !agreed,
                };
                Run($"Updating {what}", repository, call => UpdateAsync(call, repository, options));
            }
        }
    }

    // With a digest it is an archive, whose path is PowerShell's.
    private string Target() => To is null || Sha256 is null || ArchiveDependencyRequest.IsUrl(To) ? To ?? "" : FullPath(To);

    private void Note(StateRepo repository, params string[] names) =>
        wanted[repository.Path] = !wanted.TryGetValue(repository.Path, out var known) ? (repository, names)
            : known.Names.Count == 0 || names.Length == 0 ? (repository, []) : (repository, [.. known.Names, .. names]);

    private async Task UpdateAsync(CoreCall call, StateRepo repository, DependencyUpdateOptions options)
    {
        var result = await StateDependencies.UpdateAsync(ThisHost, repository, options, call, call.Cancel);
        call.Write(result, result.Updates);
    }
}
