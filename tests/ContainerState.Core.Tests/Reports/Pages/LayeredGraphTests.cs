using ContainerState.Reports.Pages;

namespace ContainerState.Core.Tests.Reports.Pages;

public sealed class LayeredGraphTests
{
    [Fact]
    public void What_is_needed_stands_left_of_what_needs_it()
    {
        (int From, int To)[] edges = [(0, 1), (1, 2), (0, 2), (3, 2), (2, 4)];

        var graph = LayeredGraph.Lay(5, edges, last: 4);

        Assert.Equal([0, 1, 2, 1, 3], Enumerable.Range(0, 5).Select(node => ColumnOf(graph, node)));
        Assert.All(edges.Zip(graph.Ways), one => Assert.Equal((one.First.From, one.First.To), (one.Second[0], one.Second[^1])));
    }

    [Fact]
    public void A_line_that_passes_a_column_has_a_place_in_it()
    {
        var graph = LayeredGraph.Lay(3, [(0, 1), (1, 2), (0, 2)]);

        Assert.Equal([0, 3, 2], graph.Ways[2]);
        Assert.Equal(1, ColumnOf(graph, 3));
        Assert.Equal([1, 3], graph.Columns[1].Order());
    }

    [Fact]
    public void Lines_that_would_cross_do_not()
    {
        // Each leads to the one that is farthest away in the order in which they come.
        var graph = LayeredGraph.Lay(8, [(0, 7), (1, 6), (2, 5), (3, 4)]);

        Assert.Equal(graph.Columns[0].Select(node => 7 - node), graph.Columns[1]);
    }

    [Fact]
    public void Every_node_is_in_one_column_and_the_last_one_alone()
    {
        var graph = LayeredGraph.Lay(6, [(0, 1), (2, 3), (3, 5)], last: 5);

        Assert.Equal(Enumerable.Range(0, 6), graph.Columns.SelectMany(column => column).Where(place => place < 6).Order());
        Assert.Equal([5], graph.Columns[^1]);
    }

    [Fact]
    public void Nodes_that_need_each_other_in_a_circle_are_placed_all_the_same()
    {
        var graph = LayeredGraph.Lay(4, [(0, 1), (1, 2), (2, 0), (3, 3)]);

        Assert.Equal(4, graph.Columns.Sum(column => column.Count(place => place < 4)));
        Assert.Equal([true, true, false, false], graph.Ways.Select(way => way.Count > 0));
    }

    [Fact]
    public void A_graph_of_nothing_has_no_columns() => Assert.Empty(LayeredGraph.Lay(0, []).Columns);

    [Fact]
    public void A_long_chain_with_shortcuts_is_laid_out_in_time()
    {
        (int, int)[] edges = [.. Enumerable.Range(1, 299).SelectMany(i => ((int, int)[])[(i - 1, i), (0, i)])];

        var graph = LayeredGraph.Lay(300, edges);

        Assert.Equal(300, graph.Columns.Count);
        // Places of lines that pass are not endless.
        Assert.InRange(graph.Columns.Sum(column => column.Count), 300, 6300);
    }

    private static int ColumnOf(LayeredGraph graph, int place) => Enumerable.Range(0, graph.Columns.Count).Single(column => graph.Columns[column].Contains(place));
}
