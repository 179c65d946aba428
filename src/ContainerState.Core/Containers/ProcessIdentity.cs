using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>One process for certain: ids are given again, an id with its start time is not.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">Clock ticks from boot to its start: field 22 of proc(5)'s stat.</param>
internal sealed record ProcessIdentity(int Id, long StartTime)
{
    /// <summary>The process that has this id now; null when none has, or only a dead one that nobody has collected yet.</summary>
    public static ProcessIdentity? Of(int id)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        // The second field is the program's name in brackets, and may itself hold brackets and spaces.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X")
            ? new(id, long.Parse(fields[19], CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>True while it runs.</summary>
    public bool IsAlive() => Of(Id) == this;

    /// <summary>Sends SIGKILL to it, and to no other that may have its id by now.</summary>
    public void Kill()
    {
        var handle = LibC.OpenProcess(Id);
        if (handle < 0)
        {
            return;
        }
        try
        {
            // Looked at after the handle is open: from here on, the handle is either this process's or useless.
            if (IsAlive())
            {
                LibC.KillProcess(handle);
            }
        }
        finally
        {
            _ = LibC.Close(handle);
        }
    }
}
