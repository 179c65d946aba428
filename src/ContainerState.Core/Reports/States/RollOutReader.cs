using ContainerState.Errors;
using ContainerState.Rebuilds;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Reports.States;

/// <summary>Reads the histories of roll-outs, for a report.</summary>
/// <param name="servers">The servers of the host, whose locks say which run is going on.</param>
/// <param name="repository">The repository.</param>
internal sealed class RollOutReader(RegisteredServers servers, StateRepo repository)
{
    private const int Most = 100;

    /// <summary>The last ones of all names, the newest first.</summary>
    /// <param name="fault">Is told of each name whose history cannot be read.</param>
    public IReadOnlyList<ReportRollOut> Read(Action<ReportFault> fault)
    {
        var all = new List<RebuildReport>();
        foreach (var name in RebuildHistory.Names(repository))
        {
            try
            {
                all.AddRange(ReadOne(name));
            }
            catch (ContainerStateException damage)
            {
                fault(new(ReportFault.RollOuts, Withheld.FromUrls(damage.Problem)));
            }
        }
        return [.. all.OrderByDescending(report => report.StartedUtc).Take(Most).Select(Row)];
    }

    // Only root can see whether a run that has not ended is going on.
    private IEnumerable<RebuildReport> ReadOne(string name)
    {
        if (Environment.IsPrivilegedProcess)
        {
            return new ServerRebuilds(servers).ListAll(repository, name, Most);
        }
        var history = new RebuildHistory(repository, name);
        return history.Read(history.Find(), static _ => false, Most, static fault => throw fault).Select(entry => entry.Report);
    }

    private static ReportRollOut Row(RebuildReport report) => new()
    {
        Name = report.Name,
        Kind = report.Kind,
        Outcome = report.Outcome,
        StartedUtc = report.StartedUtc,
        DurationSeconds = report.DurationSeconds,
        Runs = report.Runs,
        Commit = report.Commit,
        PreviousCommit = report.PreviousCommit,
        Servers = report.Servers.Count,
        Updated = [.. report.Updates.Select(update => update.Name)],
        Error = Withheld.FromUrls(report.Error?.Message ?? ""),
    };
}
