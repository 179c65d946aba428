using System.Collections.Immutable;
using System.Globalization;
using ContainerState.Builds;
using ContainerState.Containers;
using ContainerState.Platform;

namespace ContainerState.Proofs;

/// <summary>What a second build finds around it: on every axis something else than the first.</summary>
/// <remarks>
/// A build step sees what its container has: host name, processors, user ids, directory order, clock. What the caller
/// has (umask, time zone, locale, user, host name, processors) reaches the programs that we start, and through them
/// perhaps an image.
/// </remarks>
internal sealed class OtherSurroundings
{
    private readonly string _home;
    private readonly bool _offline;
    private readonly bool _hasSteps;
    private readonly string _umask = CallersUmask();
    private readonly string _zone = Variable("TZ") ?? TimeZoneInfo.Local.Id;
    private readonly string _locale = Variable("LC_ALL") ?? Variable("LANG") ?? "C";
    private readonly int _processors = Environment.ProcessorCount;

    /// <summary>Chooses them.</summary>
    /// <param name="home">A home folder for programs.</param>
    /// <param name="offline">True for no network.</param>
    /// <param name="hasSteps">True when the commit has build steps.</param>
    public OtherSurroundings(string home, bool offline, bool hasSteps)
    {
        _home = home;
        _offline = offline;
        _hasSteps = hasSteps;
    }

    private string HostName => Environment.MachineName == "elsewhere" ? "somewhere" : "elsewhere";

    // One, but on a machine that has no more JOBS at least is another.
    private int Jobs => _processors == 1 ? 2 : 1;

    private int Umask => _umask == "0077" ? 0 : 63;

    // By offset, so that it needs no table of zones: those of the Chatham and the Marquesas Islands.
    private string Zone => _zone == "<+1245>-12:45" ? "<-0930>9:30" : "<+1245>-12:45";

    private string Locale => _locale.StartsWith("tr_TR", StringComparison.Ordinal) ? "fr_FR.UTF-8" : "tr_TR.UTF-8";

    /// <summary>For the programs that clone: they read the caller's own configuration of Git.</summary>
    public ProgramSurroundings CloningPrograms => new()
    {
        HostName = HostName,
        Umask = Umask,
        Processors = 1,
        NoNetwork = _offline,
        Environment = ImmutableDictionary<string, string?>.Empty
            .Add("TZ", Zone).Add("LC_ALL", Locale).Add("LANG", Locale).Add("LANGUAGE", Locale[..2]),
    };

    /// <summary>For the programs that build.</summary>
    public ProgramSurroundings BuildingPrograms => CloningPrograms with
    {
        Environment = CloningPrograms.Environment
            .SetItem("HOME", _home).SetItem("XDG_CONFIG_HOME", null).SetItem("USER", "somebody").SetItem("LOGNAME", "somebody"),
    };

    /// <summary>For build steps.</summary>
    /// <param name="layers">A folder for their layers.</param>
    public StepSurroundings Steps(string layers) => new(HostName, Jobs) { OtherIds = true, OtherOrder = true, Layers = layers };

    /// <summary>How numbers are written by us, where a place forgets to say how.</summary>
    public static CultureInfo Culture
    {
        get
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "~";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.DateTimeFormat.DateSeparator = ".";
            culture.DateTimeFormat.ShortDatePattern = "d.M.yy";
            return culture;
        }
    }

    /// <summary>What differs, and how.</summary>
    public IReadOnlyList<ProofAxis> Axes(string path, string otherPath, DateTime first, DateTime second)
    {
        var axes = new List<ProofAxis>
        {
            new("Path", path, otherPath),
            new("User", Users(0, "up", Variable("HOME") ?? ""), Users(SubordinateIds.Builds - 1, "down", _home)),
            new("Umask", _umask, Convert.ToString(Umask, 8).PadLeft(4, '0')),
            new("Time zone", _zone, Zone),
            new("Locale", _locale, Locale),
            new("Host name", _hasSteps ? $"{StepSurroundings.Usual.HostName} in containers, {Environment.MachineName} outside" : Environment.MachineName, HostName),
            new("Processors", Processors(_processors, StepSurroundings.Usual.Jobs), Processors(1, Jobs)),
            new("Clock", $"{first:u}", string.Create(CultureInfo.InvariantCulture, $"{second:u}, {(second - first).TotalSeconds:0} seconds later")),
            _hasSteps
                ? new("Directory order", "by name", "by time, newest or oldest first")
                : new("Directory order", "no build step reads a folder", "no build step reads a folder"),
        };
        if (_offline)
        {
            axes.Add(new("Network", "that of the host, but none in containers", "none"));
        }
        return axes;
    }

    private string Users(int number, string way, string home) =>
        _hasSteps ? string.Create(CultureInfo.InvariantCulture, $"ids from {BuildSlots.FirstIdOf(number)} {way}, home {home}") : $"home {home}";

    private string Processors(int count, int jobs) =>
        string.Create(CultureInfo.InvariantCulture, $"{count}{(_hasSteps ? $", JOBS={jobs}" : "")}");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string CallersUmask() =>
        File.ReadLines("/proc/self/status").Where(line => line.StartsWith("Umask:", StringComparison.Ordinal)).Select(line => line[6..].Trim()).First();
}
