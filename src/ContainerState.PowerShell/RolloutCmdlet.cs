using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Rebuilds;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that replace running servers with those of another commit.</summary>
public abstract class RolloutCmdlet : StartCmdlet
{
    /// <summary>The parameter set of a repository's path.</summary>
    protected const string ByPath = "Path";

    /// <summary>The parameter set of a repository.</summary>
    protected const string ByRepository = "Repository";

    /// <summary>The parameter set of a file that a schedule has.</summary>
    protected const string BySettings = "Settings";

    /// <summary>The repository.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRepository)]
    [Exactly(typeof(StateRepo))]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>The repository's folder; default: the current location.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What the servers are called, with the moment of their start behind it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [Parameter(Mandatory = true, ParameterSetName = ByRepository)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RebuildNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>How many servers to start; default: as many as in the last run that succeeded.</summary>
    [Parameter]
    [ValidateRange(1, StartOptions.MostServers)]
    public int? Count { get; set; }

    /// <summary>Allows the image to contain an ssh server.</summary>
    [Parameter]
    public SwitchParameter AllowSsh { get; set; }

    /// <summary>Replaces the servers even if they run from the same image.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long a server that is replaced may go on with connections to its published ports, at most.</summary>
    [Parameter]
    [ValidateRange(0.0, 3600.0)]
    public double DrainSeconds { get; set; } = StartOptions.UsualDrain.TotalSeconds;

    /// <summary>Reads what is to be done, and does it.</summary>
    protected override void ProcessRecord()
    {
        if (TryAsk(Name, Read, out var options))
        {
            Serve(options);
        }
    }

    /// <summary>Does the cmdlet's work.</summary>
    private protected abstract void Serve(RebuildOptions options);

    /// <summary>What the parameters say.</summary>
    private protected virtual RebuildOptions Read() => new()
    {
        Name = Name,
        Repository = Repository ?? StateRepo.Locate(FullPath(Path ?? ".")),
        Count = Count,
        AllowSsh = AllowSsh,
        Force = Force,
        Drain = TimeSpan.FromSeconds(DrainSeconds),
        Start = ReadOptions(),
    };

    /// <summary>What the file of a schedule says.</summary>
    /// <exception cref="Errors.InvalidNameException">A parameter says something as well.</exception>
    private protected RebuildOptions ReadSettings(string path)
    {
        if (ParametersOf(typeof(RebuildCmdlet)).FirstOrDefault(name => name != nameof(Force) && MyInvocation.BoundParameters.ContainsKey(name)) is { } typed)
        {
            throw new Errors.InvalidNameException("parameter beside -SettingsPath", typed, "left out, since the file says all but -Force");
        }
        var file = FullPath(path);
        var read = Task.Run(() => RebuildRegistrar.ReadOptionsAsync(file, Stop)).GetAwaiter().GetResult();
        return read with { Force = read.Force || Force };
    }

    /// <summary>True when a parameter says how servers are started.</summary>
    private protected bool SaysHowToStart() => ParametersOf(typeof(StartCmdlet)).Append(nameof(DrainSeconds)).Any(MyInvocation.BoundParameters.ContainsKey);

    private static IEnumerable<string> ParametersOf(Type cmdlet) =>
        cmdlet.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute), inherit: true)).Select(property => property.Name);

    /// <summary>Runs it, and writes its report, and its error when it failed.</summary>
    private protected void Roll(string activity, RebuildOptions options, Func<CoreCall, Task<RebuildReport>> roll) => Run(activity, options.Name, async call =>
    {
        var report = await roll(call);
        call.Write(report);
        if (report.Fault is { } fault)
        {
            call.Fail(fault, options.Name);
        }
    });
}
