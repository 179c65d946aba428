using System.Management.Automation;
using ContainerState.Builds;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Opens a shell in the container of a build step.</summary>
[Cmdlet(VerbsDiagnostic.Debug, "ServerBuild")]
[OutputType(typeof(void))]
public sealed class DebugServerBuildCommand : RepositoryCmdlet
{
    /// <summary>The component whose build step to debug.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ComponentNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Opens the shell on PowerShell's own terminal.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository))
        {
            Run($"Preparing the container of {Name}", Name, call => new BuildShell(ThisHost).OpenAsync(repository, Name, Ref, !Console.IsInputRedirected, call, call.Cancel));
        }
    }
}
