using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>The graph of a report: what is pinned, the components, and the server, with what leads to what.</summary>
/// <param name="Nodes">The boxes; the last one is the server.</param>
/// <param name="Edges">The lines.</param>
/// <param name="LeftOut">How many lines are not drawn, since nobody could follow them.</param>
internal sealed record GraphModel(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, int LeftOut)
{
    private const int MostEdges = 2000;

    // Up to so many, each component has a box of its own.
    private const int Few = 40;
    private const int LeastInGroup = 3;

    /// <summary>The graph of a report.</summary>
    public static GraphModel Of(StateRepoReport report)
    {
        var nodes = new List<GraphNode>();
        var edges = new List<GraphEdge>();
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        var needed = report.Components.SelectMany(component => component.Needs).ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in report.Components.GroupBy(component => report.Components.Count <= Few || needed.Contains(component.Name) ? component.Name : "/" + AlikeOf(component), StringComparer.Ordinal))
        {
            var members = group.ToList();
            foreach (var boxed in members.Count >= LeastInGroup ? [members] : members.Select(member => (List<ReportComponent>)[member]))
            {
                boxed.ForEach(member => places[member.Name] = nodes.Count);
                nodes.Add(BoxOf(boxed));
            }
        }
        foreach (var pin in report.Pins.Where(pin => pin.UsedBy.Count > 0))
        {
            sources[pin.Name] = nodes.Count;
            nodes.Add(new(GraphNode.Pin, pin.Name, pin.Version.Length > 0 ? pin.Version : Git.CommitId.Short(pin.Commit), $"Pinned: {pin.Name}. {pin.Version}"));
        }
        foreach (var component in report.Components)
        {
            Add(Source(component.Dependency), places[component.Name], GraphEdge.Source);
            if (component.Built)
            {
                Add(Source(component.ToolchainDependency), places[component.Name], GraphEdge.Toolchain);
            }
            foreach (var need in component.Needs.Where(places.ContainsKey))
            {
                Add(places[need], places[component.Name], GraphEdge.Need);
            }
        }
        var server = nodes.Count;
        nodes.Add(new(GraphNode.Server, report.Name, report.Image is { ContentBytes: > 0 and var bytes } ? Amounts.Size(bytes) : "", $"The server: {report.Name}"));
        foreach (var component in report.Components.Where(component => component.Placed))
        {
            Add(places[component.Name], server, GraphEdge.Placed);
        }
        List<GraphEdge> all = [.. edges.Distinct()];
        return new(nodes, [.. all.Take(MostEdges)], Math.Max(0, all.Count - MostEdges));

        void Add(int from, int to, string kind) => edges.Add(new(from, to, kind));

        // The repository's own files are one box.
        int Source(string dependency)
        {
            if (!sources.TryGetValue(dependency, out var node))
            {
                sources[dependency] = node = nodes.Count;
                nodes.Add(dependency.Length == 0 ? new(GraphNode.Own, "own files", "of this commit", "Files of this repository itself") : new(GraphNode.Pin, dependency, "", $"Pinned: {dependency}"));
            }
            return node;
        }
    }

    private static string AlikeOf(ReportComponent component) =>
        string.Join('\n', [component.Dependency, component.ToolchainDependency, $"{component.Built} {component.Placed}", .. component.Needs]);

    private static GraphNode BoxOf(List<ReportComponent> components)
    {
        var first = components[0];
        var kind = !first.Placed ? GraphNode.Helper : first.Built ? GraphNode.Built : GraphNode.Component;
        var bytes = components.Sum(component => (component.OwnBytes ?? 0) + (component.SharedBytes ?? 0));
        var what = (first.Built ? "built" : "as it is") + (first.Placed ? bytes > 0 ? $", {Amounts.Size(bytes)}" : "" : ", for others");
        return components.Count == 1
            ? new(kind, first.Name, what, $"Component {first.Name}, from {first.Source}: {what}")
            : new(kind, $"{components.Count} components", what, $"{components.Count} components that are made alike: {string.Join(", ", components.Take(30).Select(component => component.Name))}{(components.Count > 30 ? " and more" : "")}");
    }
}
