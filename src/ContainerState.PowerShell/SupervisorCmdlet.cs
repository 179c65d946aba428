using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;
using ContainerState.StateRepos;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that say what a supervisor keeps alive: an image that stays, or the newest of a repository.</summary>
public abstract class SupervisorCmdlet : StartCmdlet
{
    /// <summary>The parameter set of a repository's path.</summary>
    protected const string ByPath = "Path";

    private const string ByRepository = "Repository";

    /// <summary>The image's id, or its beginning.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public string Id { get; set; } = "";

    /// <summary>The repository whose newest image is followed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRepository)]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>The folder of the repository whose newest image is followed; that of the current location when left out.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch or tag whose newest image is followed; HEAD when left out.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByRepository)]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>The supervisor's name; its servers get a number behind it.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>How many healthy servers to keep.</summary>
    [Parameter]
    [ValidateRange(1, 500)]
    public int Count { get; set; } = 1;

    /// <summary>The time between two rounds of checks, and between two looks for a new image.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double IntervalSeconds { get; set; } = 2;

    /// <summary>How often in a row its checks must fail before a server is replaced.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Failures { get; set; } = 3;

    /// <summary>How long a server of a new image must be well before an old one goes.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double SettleSeconds { get; set; } = 3;

    /// <summary>Finds what is meant, and serves it.</summary>
    protected override void ProcessRecord()
    {
        if (TryAsk(Name, Read, out var options))
        {
            var what = options.Image is { } image ? $"{image.Name} {image.Id}" : $"the newest image of {Ref ?? "HEAD"} in {options.Repository!.Path}";
            Serve(options, $"{Count} healthy server{(Count == 1 ? "" : "s")} of {what}");
        }
    }

    /// <summary>Does the cmdlet's work.</summary>
    /// <param name="options">What to keep alive.</param>
    /// <param name="what">The same in words.</param>
    private protected abstract void Serve(SupervisorOptions options, string what);

    private SupervisorOptions Read() => new()
    {
        Name = Name,
        Count = Count,
        Image = ParameterSetName == ById ? EphemeralServers.FindImage(Id) : Image,
        Repository = ParameterSetName == ByPath ? StateRepo.Locate(FullPath(Path ?? ".")) : Repository,
        Reference = Ref,
        Interval = TimeSpan.FromSeconds(IntervalSeconds),
        Failures = Failures,
        Settle = TimeSpan.FromSeconds(SettleSeconds),
        Start = ReadOptions(),
    };
}
