using System.Globalization;
using System.Text;

namespace ContainerState.Reports.Pages;

/// <summary>Draws the graph.</summary>
internal sealed class GraphPicture
{
    private const double BoxWidth = 158;
    private const double BoxHeight = 44;
    private const double ColumnGap = 46;
    private const double BoxRow = 56;
    private const double PassingRow = 10;
    private const double Margin = 6;

    // The style sheet has higher ones scrolled.
    private const double Tall = 720;

    // Of more, the style sheet would be longer than the picture.
    private const int MostLit = 120;

    private readonly GraphModel _model;
    private readonly LayeredGraph _layout;
    private readonly Dictionary<int, Box> _boxes = [];
    private readonly double _width;
    private readonly double _height;

    /// <summary>Finds a place for everything.</summary>
    public GraphPicture(GraphModel model)
    {
        _model = model;
        _layout = LayeredGraph.Lay(model.Nodes.Count, [.. model.Edges.Select(edge => (edge.From, edge.To))], model.Nodes.Count - 1);
        var heights = _layout.Columns.Select(column => column.Sum(RowOf)).ToList();
        _height = heights.DefaultIfEmpty(0).Max() + (2 * Margin);
        _width = (_layout.Columns.Count * (BoxWidth + ColumnGap)) - ColumnGap + (2 * Margin);
        for (var i = 0; i < _layout.Columns.Count; i++)
        {
            // In a picture that is scrolled, the middle of a column would not be seen at first.
            var y = Margin + (_height > Tall ? 0 : (_height - (2 * Margin) - heights[i]) / 2);
            foreach (var place in _layout.Columns[i])
            {
                var height = place < model.Nodes.Count ? BoxHeight : 0;
                _boxes[place] = new(Margin + (i * (BoxWidth + ColumnGap)), y + ((RowOf(place) - height) / 2), BoxWidth, height);
                y += RowOf(place);
            }
        }
    }

    /// <summary>True when it is wider than the widest page.</summary>
    public bool IsWide => _width > 1000;

    /// <summary>True when there is a box or a line of a kind.</summary>
    public bool Has(string kind) => _model.Nodes.Any(node => node.Kind == kind) || _model.Edges.Any(edge => edge.Kind == kind);

    /// <summary>How many lines are not drawn.</summary>
    public int LeftOut => _model.LeftOut;

    /// <summary>Rules that light up the lines of the box that is pointed at, without a script.</summary>
    public string Style
    {
        get
        {
            var style = new StringBuilder();
            for (var i = 0; i < _model.Nodes.Count && _model.Nodes.Count <= MostLit; i++)
            {
                style.Append(CultureInfo.InvariantCulture, $"svg.graph:has(#n{i}:hover) .a{i},svg.graph:has(#n{i}:hover) .b{i}{{stroke-width:3;opacity:1}}\n");
            }
            return style.ToString();
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(Markup page)
    {
        var (width, height) = (Amounts.Number(_width), Amounts.Number(_height));
        page.Open("svg", ("class", "graph"), ("role", "img"), ("aria-label", "The graph of components; the table below says the same"), ("width", width), ("height", height), ("viewBox", $"0 0 {width} {height}"));
        // Lines that matter less lie below.
        foreach (var kind in (string[])[GraphEdge.Placed, GraphEdge.Source, GraphEdge.Toolchain, GraphEdge.Need])
        {
            for (var i = 0; i < _model.Edges.Count; i++)
            {
                if (_model.Edges[i] is var edge && edge.Kind == kind && _layout.Ways[i].Count > 0)
                {
                    page.Open("path", ("class", $"e {kind} a{edge.From} b{edge.To}"), ("d", WayOf(_layout.Ways[i])));
                }
            }
        }
        page.Own("\n");
        for (var i = 0; i < _model.Nodes.Count; i++)
        {
            var (node, box) = (_model.Nodes[i], _boxes[i]);
            page.Open("g", ("id", $"n{i}"), ("class", $"box {node.Kind}")).Element("title", node.Title).Rectangle(box, "shape", "6");
            page.Label(box.X + 10, box.Y + (node.Detail.Length > 0 ? 19 : 27), PageText.Fitting(PageText.Shown(node.Name), BoxWidth - 20, 7.4), "name");
            page.Label(box.X + 10, box.Y + 35, PageText.Fitting(PageText.Shown(node.Detail), BoxWidth - 20, 6.1), "detail").CloseLine();
        }
        page.CloseLine();
    }

    private double RowOf(int place) => place < _model.Nodes.Count ? BoxRow : PassingRow;

    private string WayOf(IReadOnlyList<int> places)
    {
        var way = new StringBuilder();
        var (x, y) = RightOf(_boxes[places[0]]);
        way.Append(CultureInfo.InvariantCulture, $"M{Amounts.Number(x)} {Amounts.Number(y)}");
        for (var i = 1; i < places.Count; i++)
        {
            var box = _boxes[places[i]];
            var (nextX, nextY) = (box.X, box.Y + (box.Height / 2));
            var middle = Amounts.Number((x + nextX) / 2);
            way.Append(CultureInfo.InvariantCulture, $"C{middle} {Amounts.Number(y)} {middle} {Amounts.Number(nextY)} {Amounts.Number(nextX)} {Amounts.Number(nextY)}");
            (x, y) = (nextX, nextY);
            if (i < places.Count - 1)
            {
                x = RightOf(box).X;
                way.Append(CultureInfo.InvariantCulture, $"H{Amounts.Number(x)}");
            }
        }
        return way.ToString();
    }

    private static (double X, double Y) RightOf(Box box) => (box.X + box.Width, box.Y + (box.Height / 2));
}
