using System.Management.Automation;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Repositories;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that set what a supervisor keeps alive: a fixed image, or the newest image of a repository.</summary>
public abstract class SupervisorCmdlet : ImageStartCmdlet
{
    /// <summary>The parameter set of a repository's path.</summary>
    protected const string ByPath = "Path";

    private const string ByRepository = "Repository";

    /// <summary>The image's id, or its first digits.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public string Id { get; set; } = "";

    /// <summary>The repository whose newest image is followed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRepository)]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>The folder of the repository whose newest image is followed; default: the current location.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch or tag whose newest image to follow; default: HEAD.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByRepository)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>The supervisor's name; its servers have this name with a number.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SupervisorNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>How many healthy servers to keep.</summary>
    [Parameter]
    [ValidateRange(1, StartOptions.MostServers)]
    public int Count { get; set; } = 1;

    /// <summary>The time between two rounds of checks, and between two searches for a new image.</summary>
    [Parameter]
    [ValidateRange(0.1, 3600.0)]
    public double IntervalSeconds { get; set; } = 2;

    /// <summary>How many times in a row the checks of a server must fail before it is replaced.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Failures { get; set; } = 3;

    /// <summary>How long a server of a new image must stay healthy before an old one is stopped.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double SettleSeconds { get; set; } = 3;

    /// <summary>How long a server that is replaced may go on with connections to its published ports, at most.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double DrainSeconds { get; set; } = StartOptions.UsualDrain.TotalSeconds;

    /// <summary>Finds what to keep alive, and starts the work.</summary>
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

    private ServerImage? OneImage() =>
        Image.Length <= 1 ? Image.FirstOrDefault() : throw new InvalidNameException("list of images", string.Join(", ", Image.Select(image => image.Id)), "one image for each supervisor");

    private SupervisorOptions Read() => new()
    {
        Name = Name,
        Count = Count,
        Image = ParameterSetName == ById ? new EphemeralServers(ThisHost).FindImage(Id) : OneImage(),
        Repository = ParameterSetName == ByPath ? StateRepo.Locate(FullPath(Path ?? ".")) : Repository,
        Reference = Ref,
        Interval = TimeSpan.FromSeconds(IntervalSeconds),
        Failures = Failures,
        Settle = TimeSpan.FromSeconds(SettleSeconds),
        Drain = TimeSpan.FromSeconds(DrainSeconds),
        Start = ReadOptions(),
    };
}
