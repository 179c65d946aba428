using ContainerState.Rebuilds;
using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says what was rolled out when: dots along an axis of time, and a table.</summary>
internal static class RollOutsPart
{
    private const double Margin = 10;
    private const double SecondsOfTwoDays = 2 * 86400;

    private static readonly (string Style, double Width)[] Sizes = [("wide", 1000), ("narrow", 340)];

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        Sections.Open(page, "roll-outs");
        Sections.Faults(page, report, ReportFault.RollOuts);
        if (report.RollOuts.Count == 0)
        {
            Sections.Empty(page, "This repository has no history of roll-outs here.", "Invoke-ServerRebuild", "containerstate server rebuild");
            page.CloseLine();
            return;
        }
        var failed = report.RollOuts.Count(rollOut => IsBad(rollOut.Outcome));
        page.Element("p", $"The last {Amounts.Count(report.RollOuts.Count, "entry", "entries")}, {(failed == 0 ? "none of which failed" : $"{failed} of which failed")}.");
        if (report.RollOuts.Count > 1)
        {
            foreach (var (style, width) in Sizes)
            {
                WritePicture(page, report, style, width);
            }
        }
        new Table(page, "Roll-outs", "When", "Servers", "What", "Came to", "Commit", "Before", "#Took", "Remarks").Write(report.RollOuts, rollOut =>
        [
            Table.Plain(Amounts.Moment(rollOut.StartedUtc)), Table.Foreign($"{rollOut.Servers} of {rollOut.Name}"), Table.Plain(rollOut.Kind == RebuildKind.Restore ? "restore" : "rebuild"),
            Outcome(rollOut), Table.Id(rollOut.Commit), Table.Id(rollOut.PreviousCommit), Table.Plain(Amounts.Duration(Math.Max(0, rollOut.DurationSeconds))), Remarks(rollOut),
        ]);
        page.CloseLine();
    }

    private static void WritePicture(Markup page, StateRepoReport report, string style, double width)
    {
        var (first, last) = (report.RollOuts.Min(rollOut => rollOut.StartedUtc), report.RollOuts.Max(rollOut => rollOut.StartedUtc));
        var length = Math.Max(1, (last - first).TotalSeconds);
        page.Open("svg", ("class", $"roll {style}"), ("role", "img"), ("aria-label", "When roll-outs were, and what they came to; the table below says the same"), ("viewBox", $"0 0 {width:0} 48"));
        page.Open("line", ("class", "grid"), ("x1", "0"), ("x2", $"{width:0}"), ("y1", "16"), ("y2", "16"));
        // The newest is written first, and so lies below the older ones' neighbours unless it is turned round.
        foreach (var rollOut in report.RollOuts.Reverse())
        {
            var x = Margin + ((rollOut.StartedUtc - first).TotalSeconds / length * (width - (2 * Margin)));
            page.Open("g").Element("title", $"{Amounts.Moment(rollOut.StartedUtc)}: {Words(rollOut.Outcome)}").Open("circle", ("class", StyleOf(rollOut.Outcome)), ("cx", Amounts.Number(x)), ("cy", "16"), ("r", "7")).CloseLine();
        }
        Func<DateTime, string> say = length < SecondsOfTwoDays ? Amounts.Moment : Amounts.Day;
        page.Label(Margin - 7, 42, say(first), "tick").Label(width - Margin + 7, 42, say(last), "tick", "end").CloseLine();
    }

    private static Action<Markup> Outcome(ReportRollOut rollOut) => page =>
    {
        page.Element("strong", (IsBad(rollOut.Outcome) ? "! " : "") + Words(rollOut.Outcome), ("class", StyleOf(rollOut.Outcome)));
        page.Text(rollOut.Runs > 1 ? $", {rollOut.Runs} times" : "");
    };

    private static Action<Markup> Remarks(ReportRollOut rollOut) => page =>
    {
        if (rollOut.Updated.Count > 0)
        {
            page.Text("Moved ");
            Sections.Names(page, rollOut.Updated, 6);
            page.Text(". ");
        }
        if (rollOut.Error.Length > 0)
        {
            page.Foreign(rollOut.Error);
        }
    };

    private static bool IsBad(string outcome) => outcome is RebuildOutcome.Failed or RebuildOutcome.RolledBack or RebuildOutcome.Interrupted;

    private static string StyleOf(string outcome) => IsBad(outcome) ? "bad" : outcome == RebuildOutcome.Replaced ? "good" : "plain";

    private static string Words(string outcome) => outcome switch
    {
        RebuildOutcome.Replaced => "replaced",
        RebuildOutcome.Unchanged => "unchanged",
        RebuildOutcome.RolledBack => "rolled back",
        RebuildOutcome.Failed => "failed",
        RebuildOutcome.Running => "begun, not ended",
        RebuildOutcome.Interrupted => "interrupted",
        _ => PageText.Shown(outcome, 40),
    };
}
