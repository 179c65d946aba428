using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>What a supervisor says.</summary>
/// <param name="options">Of which supervisor.</param>
/// <param name="say">To whom.</param>
/// <param name="well">How many servers are well.</param>
internal sealed class SupervisorEvents(SupervisorOptions options, Action<SupervisorEvent> say, Func<int> well)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Says one thing.</summary>
    public void Report(string kind, string server, string image, string detail = "") => say(new()
    {
        TimeUtc = DateTime.UtcNow,
        Supervisor = options.Name,
        Kind = kind,
        Server = server,
        Image = image,
        Detail = OneLine.From(detail),
        Well = well(),
        Count = options.Count,
    });

    /// <summary>Tells of trouble, once for as long as it is the same.</summary>
    public void ReportTrouble(Exception fault) => ReportTrouble(fault.Message);

    /// <summary>The same, in words.</summary>
    public void ReportTrouble(string trouble)
    {
        if (_told.Add(trouble))
        {
            Report(SupervisorEventKind.Trouble, "", "", trouble);
        }
    }

    /// <summary>The trouble is over; should it come again, it is told again.</summary>
    public void ClearTrouble() => _told.Clear();
}
