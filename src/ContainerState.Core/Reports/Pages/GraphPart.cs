using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The part of a page that says what the server is made of: a graph, and a table of components.</summary>
internal static class GraphPart
{
    private static readonly (string Kind, string Text)[] Boxes =
    [
        (GraphNode.Pin, "pinned"), (GraphNode.Own, "own files"), (GraphNode.Component, "component"), (GraphNode.Built, "built by a step"), (GraphNode.Helper, "for other components"),
    ];

    private static readonly (string Kind, string Text)[] Lines =
    [
        (GraphEdge.Source, "is made from"), (GraphEdge.Toolchain, "is built in"), (GraphEdge.Need, "needs"), (GraphEdge.Placed, "lands on the server"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(Markup page, StateRepoReport report, GraphPicture graph)
    {
        Sections.Open(page, "made-of");
        if (report.Components.Count == 0)
        {
            Sections.Empty(page, "The commit has no components, and no files of its own below rootfs/.", "Add-StateDependency", "containerstate dependency add");
            page.CloseLine();
            return;
        }
        Sections.Faults(page, report, ReportFault.Content);
        page.Open("ul", ("class", "legend"), ("aria-hidden", "true"));
        foreach (var (kind, text) in Boxes.Where(box => graph.Has(box.Kind)))
        {
            page.Open("li").Open("svg", ("width", "22"), ("height", "14")).Open("g", ("class", $"box {kind}")).Rectangle(new(1, 1, 20, 12), "shape", "3").Close().Close().Text(text).Close();
        }
        foreach (var (kind, text) in Lines.Where(line => graph.Has(line.Kind)))
        {
            page.Open("li").Open("svg", ("width", "28"), ("height", "14")).Open("path", ("class", $"e {kind}"), ("d", "M1 7H27")).Close().Text(text).Close();
        }
        page.CloseLine();
        // What can be scrolled can be reached with the keyboard.
        page.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Graph of components"));
        graph.Write(page);
        page.CloseLine();
        page.Element("p", "Scroll sideways to see all of the picture, or read the table.", ("class", graph.IsWide ? "hint" : "hint scrolls"));
        if (graph.LeftOut > 0)
        {
            page.Element("p", $"{Amounts.Count(graph.LeftOut, "line")} more would hide the picture and are left out; the table has all.", ("class", "hint"));
        }
        page.Open("details", ("open", report.Components.Count <= 12 ? "" : null)).Element("summary", $"All {Amounts.Count(report.Components.Count, "component")} as a table");
        new Table(page, "Components", "Component", "Made from", "Built in", "Needs", "Lands at", "#Files", "#Own", "#Shared").Write(report.Components, component =>
        [
            Table.Foreign(component.Name), Table.Foreign(component.Source), Table.Foreign(component.Toolchain), page => Sections.Names(page, component.Needs, 30),
            component.Placed ? Table.Foreign(component.To) : Table.Plain("nowhere: it is for others"), Figure(component.Files, files => $"{files:#,0}"), Figure(component.OwnBytes, Amounts.Size), Figure(component.SharedBytes, Amounts.Size),
        ]);
        page.Close().CloseLine();
    }

    private static Action<Markup> Figure(long? number, Func<long, string> text) => Table.Plain(number is { } known ? text(known) : "not known");
}
