using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says where the build time went: for each build a line for each of its steps, and a table.</summary>
internal static class TimelinePart
{
    private const int MostShown = 60;
    private const double Row = 26;
    private const double Bar = 18;

    private static readonly (string Style, double Width, double Names)[] Sizes = [("wide", 1000, 190), ("narrow", 340, 100)];

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report)
    {
        Sections.Open(page, "time");
        var timed = report.Steps.Where(step => step is { BuildUtc: not null, BeganUtc: not null, DurationSeconds: not null }).ToList();
        if (report.Steps.Count == 0)
        {
            page.Element("p", "No component has a build step: all of them are placed as they are.", ("class", "empty"));
        }
        else if (timed.Count == 0)
        {
            Sections.Empty(page, "The time of no build step is recorded. It is, for each step that runs on this host.", "Build-ServerImage", "containerstate image build");
        }
        else
        {
            page.Element("p", $"{Amounts.Duration(timed.Sum(step => step.DurationSeconds!.Value))} of work in {Amounts.Count(timed.Count, "step")}. Steps of one build run side by side; what did not change is not built again, so they may be of several builds.");
            var shown = timed.OrderByDescending(step => step.DurationSeconds).Take(MostShown).ToHashSet();
            if (timed.Count > MostShown)
            {
                page.Element("p", $"The {MostShown} longest are drawn.", ("class", "hint"));
            }
            foreach (var build in timed.Where(shown.Contains).GroupBy(step => step.BuildUtc!.Value).OrderBy(build => build.Key))
            {
                WriteBuild(page, report, [.. build]);
            }
        }
        WriteUntimed(page, report, timed.Count > 0);
        if (report.Steps.Count > 0)
        {
            WriteTable(page, report);
        }
        page.CloseLine();
    }

    private static void WriteBuild(Markup page, StateRepoReport report, List<ReportStep> steps)
    {
        var begun = steps[0].BuildUtc!.Value;
        page.Open("h3").Text("Build of ").Element("time", Amounts.Moment(begun), ("datetime", Amounts.Iso(begun))).CloseLine();
        foreach (var (style, width, names) in Sizes)
        {
            WritePicture(page, report, steps, style, width, names);
        }
    }

    private static void WritePicture(Markup page, StateRepoReport report, List<ReportStep> steps, string style, double width, double names)
    {
        var palette = new Palette(report);
        var begun = steps[0].BuildUtc!.Value;
        // A clock that was set back meanwhile must not draw outside of the picture.
        var spans = steps.Select(step => (From: Math.Max(0, (step.BeganUtc!.Value - begun).TotalSeconds), Length: Math.Max(0, step.DurationSeconds!.Value))).ToList();
        var length = Math.Max(0.1, spans.Max(span => span.From + span.Length));
        var room = width - names - 64;
        var height = (steps.Count * Row) + 24;
        page.Open("svg", ("class", $"timeline {style}"), ("role", "img"), ("aria-label", "When each step ran and for how long; the table below says how long"), ("viewBox", $"0 0 {width:0} {height:0}"));
        foreach (var tick in Ticks.Of(length, style == "wide" ? 8 : 3))
        {
            var x = names + (tick / length * room);
            page.Open("line", ("class", "grid"), ("x1", Amounts.Number(x)), ("x2", Amounts.Number(x)), ("y1", "0"), ("y2", Amounts.Number(height - 20)));
            page.Label(x, height - 6, Amounts.Tick(tick), "tick", "middle");
        }
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, span, y) = (steps[i], spans[i], i * Row);
            var bar = new Box(names + (span.From / length * room), y + ((Row - Bar) / 2), Math.Max(2, span.Length / length * room), Bar);
            var said = Amounts.Duration(span.Length);
            page.Open("g", ("class", palette.ClassOf(step.Component))).Element("title", $"{PageText.Shown(step.Component)}: {said}, from {Amounts.Duration(span.From)} on");
            page.Label(names - 8, y + 17, PageText.Fitting(PageText.Shown(step.Component), names - 12, 6.8), "step", "end");
            page.Rectangle(bar, "bar", "3").Label(bar.X + bar.Width + 6, y + 17, said, "size").CloseLine();
        }
        page.CloseLine();
    }

    private static void WriteUntimed(Markup page, StateRepoReport report, bool hasOthers)
    {
        var unbuilt = report.Steps.Where(step => step.Key.Length == 0).Select(step => step.Component).ToList();
        var untimed = report.Steps.Where(step => step is { Key.Length: > 0, DurationSeconds: null }).Select(step => step.Component).ToList();
        if (untimed.Count > 0 && hasOthers)
        {
            page.Open("p").Text("Not recorded, since the result came from a cache or from an earlier version: ");
            Sections.Names(page, untimed);
            page.Text(".").CloseLine();
        }
        if (unbuilt.Count > 0)
        {
            page.Open("p").Text("No result is known here: ");
            Sections.Names(page, unbuilt);
            page.Text(". ").Element("code", "Build-ServerImage").Text(" (").Element("code", "containerstate image build").Text(") makes it, and ");
            page.Element("code", "Receive-StateCache").Text(" (").Element("code", "containerstate cache pull").Text(") fetches it.").CloseLine();
        }
    }

    private static void WriteTable(Markup page, StateRepoReport report)
    {
        page.Open("details").Element("summary", $"{Amounts.Count(report.Steps.Count, "step")} as a table");
        new Table(page, "Build steps", "Component", "#Took", "Began", "Key").Write(report.Steps, step =>
        [
            Table.Foreign(step.Component), Table.Plain(step.DurationSeconds is { } seconds ? Amounts.Duration(seconds) : step.Key.Length > 0 ? "not recorded" : "not built here"),
            Table.Plain(step.BeganUtc is { } began ? Amounts.Moment(began) : ""), Table.Id(step.Key),
        ]);
        page.CloseLine();
    }
}
