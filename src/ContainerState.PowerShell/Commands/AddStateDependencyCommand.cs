using System.Management.Automation;
using ContainerState.Imports;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Adds a dependency to a state repository.</summary>
[Cmdlet(VerbsCommon.Add, "StateDependency", SupportsShouldProcess = true, DefaultParameterSetName = Git)]
[OutputType(typeof(StateDependency))]
public sealed class AddStateDependencyCommand : RepositoryCmdlet
{
    private const string Git = "Git";
    private const string Packages = "Debian";
    private const string SourcePackage = "DebianSource";
    private const string Tar = "Archive";

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A Git URL, or the absolute path of a Git repository.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Git)]
    [ValidateNotNullOrEmpty]
    public string Url { get; set; } = "";

    /// <summary>The branch, tag or commit to pin; default: the remote's HEAD.</summary>
    [Parameter(ParameterSetName = Git)]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Use a checkout next to the state repository instead of a submodule.</summary>
    [Parameter(ParameterSetName = Git)]
    public SwitchParameter SideBySide { get; set; }

    /// <summary>Fetch the whole history, not only the pinned commit.</summary>
    [Parameter(ParameterSetName = Git)]
    public SwitchParameter FullHistory { get; set; }

    /// <summary>Names of Debian packages.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Packages)]
    [ValidateNotNullOrEmpty]
    public string[] Debian { get; set; } = [];

    /// <summary>The name of a Debian source package.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SourcePackage)]
    [ValidateNotNullOrEmpty]
    public string DebianSource { get; set; } = "";

    /// <summary>The Debian suite, such as bookworm.</summary>
    [Parameter(ParameterSetName = Packages)]
    [Parameter(ParameterSetName = SourcePackage)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SuiteCompleter))]
    public string? Suite { get; set; }

    /// <summary>How much of a Debian system is added with the packages.</summary>
    [Parameter(ParameterSetName = Packages)]
    [ValidateSet("extract", "essential")]
    public string? Variant { get; set; }

    /// <summary>The URL of a Debian mirror.</summary>
    [Parameter(ParameterSetName = Packages)]
    [Parameter(ParameterSetName = SourcePackage)]
    [ValidateNotNullOrEmpty]
    public string? Mirror { get; set; }

    /// <summary>The URL or the path of a tar archive.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Tar)]
    [ValidateNotNullOrEmpty]
    public string Archive { get; set; } = "";

    /// <summary>The SHA-256 that the archive must have.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Tar)]
    [ValidateNotNullOrEmpty]
    public string Sha256 { get; set; } = "";

    /// <summary>The archive contains a root filesystem, which is kept as it is.</summary>
    [Parameter(ParameterSetName = Tar)]
    public SwitchParameter RootFilesystem { get; set; }

    /// <summary>Imports it twice, and refuses it if the two imports differ.</summary>
    [Parameter(ParameterSetName = Packages)]
    [Parameter(ParameterSetName = SourcePackage)]
    [Parameter(ParameterSetName = Tar)]
    public SwitchParameter Twice { get; set; }

    /// <summary>The dependency's name; default: derived from its source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Where to place it on the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? To { get; set; }

    /// <summary>Globs of the files to place there, none for an empty list; default: all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ValidateNotNull]
    public string[]? Keep { get; set; }

    /// <summary>Adds only the dependency, without a component that places it on the server.</summary>
    [Parameter]
    public SwitchParameter NoComponent { get; set; }

    /// <summary>Adds it.</summary>
    protected override void ProcessRecord()
    {
        var source = ParameterSetName switch
        {
            Git => Url,
            SourcePackage => DebianSource,
            Tar => Archive,
            _ => string.Join(", ", Debian),
        };
        if (TryAsk(source, Request, out var request) && TryFind(Path, out var repository) && ShouldProcess(repository.Path, $"Add dependency {source}"))
        {
            request = request with { Name = Name, To = To, Keep = Keep?.Where(glob => glob.Length > 0).ToArray(), NoComponent = NoComponent, Twice = Twice };
            Run($"Adding {source} to {repository.Name}", repository, async call =>
            {
                var added = await StateDependencies.AddAsync(ThisHost, repository, request, call, call.Cancel);
                foreach (var warning in added.Warnings)
                {
                    call.Warn(warning);
                }
                call.Write(added);
            });
        }
    }

    private DependencyRequest Request()
    {
        switch (ParameterSetName)
        {
            case Git:
                return new GitDependencyRequest(Url) { Ref = Ref, SideBySide = SideBySide, FullHistory = FullHistory };
            case SourcePackage:
                var source = new DebianSourceDependencyRequest(DebianSource);
                return source with { Suite = Suite ?? source.Suite, Mirror = Mirror };
            case Tar:
                return new ArchiveDependencyRequest(ArchiveDependencyRequest.IsUrl(Archive) ? Archive : FullPath(Archive), Sha256) { RootFilesystem = RootFilesystem };
            default:
                // -Debian "a,b" is one string where -Debian a,b is two.
                var packages = new DebianDependencyRequest(
                    [.. Debian.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]);
                return packages with { Suite = Suite ?? packages.Suite, Variant = Variant ?? packages.Variant, Mirror = Mirror };
        }
    }
}
