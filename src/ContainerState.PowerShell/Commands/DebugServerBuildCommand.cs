using System.Management.Automation;
using ContainerState.Builds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Opens a shell in the container of a build step.</summary>
[Cmdlet(VerbsDiagnostic.Debug, "ServerBuild")]
[OutputType(typeof(void))]
public sealed class DebugServerBuildCommand : RepositoryCmdlet
{
    /// <summary>The component whose build step would run there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit; HEAD when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Opens the shell, with PowerShell's own terminal.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository))
        {
            Run($"Preparing the container of {Name}", Name, call => BuildShell.OpenAsync(repository, Name, Ref, !Console.IsInputRedirected, call, call.Cancel));
        }
    }
}
