using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Opens state repositories.</summary>
[Cmdlet(VerbsCommon.Get, "StateRepo", DefaultParameterSetName = ByPath)]
[OutputType(typeof(StateRepo))]
public sealed class GetStateRepoCommand : CoreCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    /// <summary>The repositories' folders, or folders in them; wildcards are expanded. Default: the current location.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [FolderInput(Repositories = true, Wildcards = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["."];

    /// <summary>The repositories' folders, or folders in them, taken literally.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Opens them, one after the other.</summary>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == ByLiteralPath ? LiteralPath : Path.SelectMany(Expand))
        {
            if (TryAsk(path, () => StateRepo.Open(FullPath(path)), out var repository))
            {
                WriteObject(repository);
            }
        }
    }

    // A path without wildcards stays as it was typed, so that the core reports a missing one.
    private IEnumerable<string> Expand(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [WildcardPattern.Unescape(path)];
        }
        return TryAsk(path, () => ResolvedPaths(path), out var found) ? found : [];
    }
}
