using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>What a supervisor says.</summary>
/// <param name="options">Of which supervisor.</param>
/// <param name="say">To whom.</param>
/// <param name="well">How many servers are well.</param>
internal sealed class SupervisorVoice(SupervisorOptions options, Action<SupervisorEvent> say, Func<int> well)
{
    private string _trouble = "";

    /// <summary>Says one thing.</summary>
    public void Say(SupervisorEventKind kind, string server, string image, string detail = "") => say(new()
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
    public void Complain(Exception fault)
    {
        if (fault.Message != _trouble)
        {
            _trouble = fault.Message;
            Say(SupervisorEventKind.Trouble, "", "", fault.Message);
        }
    }

    /// <summary>The trouble is over; should it come again, it is told again.</summary>
    public void Relax() => _trouble = "";
}
