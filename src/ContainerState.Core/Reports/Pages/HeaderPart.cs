using ContainerState.Git;
using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The head of a page: which commit it is, and how it stands.</summary>
internal static class HeaderPart
{
    private const int MostMissing = 50;

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        page.Open("header").Open("h1").Foreign(report.Name).Close();
        page.Open("p", ("class", "which")).Text("Commit ").Element("code", CommitId.Short(report.Commit), ("title", report.Commit));
        if (report.CommittedUtc is { } committed)
        {
            page.Text(" of ").Element("time", Amounts.Day(committed), ("datetime", Amounts.Iso(committed)));
        }
        if (report.Branch.Length > 0)
        {
            page.Text(", branch ").Foreign(report.Branch);
        }
        page.CloseLine();
        page.Open("p", ("class", "state"));
        page.Element("strong", report.Complete ? "✓ Complete." : "! Not complete.", ("class", report.Complete ? "good" : "bad"));
        page.Text($" {StateOf(report)}").CloseLine();
        WriteMissing(page, report);
        page.Open("nav", ("aria-label", "Parts of this page")).Open("ul");
        foreach (var (id, title) in Sections.All)
        {
            page.Open("li").Element("a", title, ("href", "#" + id)).Close();
        }
        page.Close().Close().CloseLine();
    }

    private static void WriteMissing(Markup page, StateRepoReport report)
    {
        if (report.Complete)
        {
            return;
        }
        page.Element("p", "A clone cannot build it with no network yet:", ("class", "missing")).Open("ul", ("class", "missing"));
        foreach (var missing in report.Missing.Take(MostMissing))
        {
            page.Open("li").Foreign(missing).Close();
        }
        if (report.Missing.Count > MostMissing)
        {
            page.Element("li", $"and {report.Missing.Count - MostMissing} more: Test-StateRepo (containerstate repo test) lists all");
        }
        page.CloseLine();
    }

    private static string StateOf(StateRepoReport report)
    {
        var parts = Amounts.Count(report.Components.Count, "component");
        var image = report.Image switch
        {
            null => $"{parts}; no image of this commit was built here",
            { StoredBytes: { } stored, ContentBytes: > 0 and var content } => $"{parts} in an image of {Amounts.Size(stored)} ({Amounts.Size(content)} of files)",
            { StoredBytes: { } stored } => $"{parts} in an image of {Amounts.Size(stored)}",
            { ContentBytes: var content } => $"{parts} in an image with {Amounts.Size(content)} of files, which is not stored on this host",
        };
        return $"{image}; {RunningOf(report.Servers)}.";
    }

    private static string RunningOf(ReportServers? servers) => servers switch
    {
        null => "only root sees which servers run from it",
        { Current.Count: 0, Other.Count: 0 } => "no server runs from it",
        { Other.Count: 0 } => $"{Runs(servers.Current.Count)} from it",
        { Current.Count: 0 } => $"no server runs from it, but {Runs(servers.Other.Count)} from another commit",
        _ => $"{Runs(servers.Current.Count)} from it, and {servers.Other.Count} from another commit",
    };

    private static string Runs(int servers) => servers == 1 ? "1 server runs" : $"{servers} servers run";
}
