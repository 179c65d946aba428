namespace ContainerState.Reports.Pages;

/// <summary>A place for each node of a graph: in columns, so that what is needed stands left of what needs it, and few lines cross.</summary>
/// <remarks>
/// In the way of Sugiyama, Tagawa and Toda, 1981: columns by the longest way, a place in each column that a line passes, and a few rounds
/// in which each node goes to the middle of its neighbours. Nodes that lead to each other in a circle are placed all the same.
/// </remarks>
internal sealed class LayeredGraph
{
    private const int Rounds = 8;

    // So many places for lines that pass columns are reckoned with; in a graph of more, nobody can follow a line anyhow.
    private const int MostPlaces = 6000;

    private readonly List<int> _columnOf = [];
    private readonly List<List<int>> _left = [];
    private readonly List<List<int>> _right = [];

    private LayeredGraph(int nodes)
    {
        for (var i = 0; i < nodes; i++)
        {
            AddPlace(0);
        }
    }

    /// <summary>The columns from left to right, each with its places from above. Those from the number of nodes on are of lines that pass.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Columns { get; private set; } = [];

    /// <summary>For each edge that goes to the right, the places that it leads through, with both ends. Another has none.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Ways { get; private set; } = [];

    /// <summary>Lays a graph out.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="edges">From which node to which, as numbers from 0.</param>
    /// <param name="last">A node that stands in a column of its own at the right; -1 for none.</param>
    public static LayeredGraph Lay(int nodes, IReadOnlyList<(int From, int To)> edges, int last = -1)
    {
        var graph = new LayeredGraph(nodes);
        var columns = ColumnsOf(nodes, edges, last);
        for (var i = 0; i < nodes; i++)
        {
            graph._columnOf[i] = columns[i];
        }
        graph.Ways = [.. edges.Select(edge => graph.Connect(edge.From, edge.To))];
        graph.Order();
        return graph;
    }

    private static int[] ColumnsOf(int nodes, IReadOnlyList<(int From, int To)> edges, int last)
    {
        var outgoing = edges.ToLookup(edge => edge.From, edge => edge.To);
        var waiting = new int[nodes];
        foreach (var (_, to) in edges)
        {
            waiting[to]++;
        }
        var columns = new int[nodes];
        var done = new bool[nodes];
        var ready = new Queue<int>(Enumerable.Range(0, nodes).Where(node => waiting[node] == 0));
        for (var left = nodes; left > 0; left--)
        {
            // Nothing is ready where nodes lead to each other in a circle: the first of them goes first.
            if (!ready.TryDequeue(out var node))
            {
                node = Array.IndexOf(done, false);
            }
            done[node] = true;
            foreach (var to in outgoing[node].Where(to => !done[to]))
            {
                columns[to] = Math.Max(columns[to], columns[node] + 1);
                if (--waiting[to] == 0)
                {
                    ready.Enqueue(to);
                }
            }
        }
        // What nothing leads to stands beside what it leads to.
        var incoming = edges.Select(edge => edge.To).ToHashSet();
        foreach (var node in Enumerable.Range(0, nodes).Where(node => !incoming.Contains(node) && node != last && outgoing[node].Any()))
        {
            columns[node] = Math.Max(0, outgoing[node].Min(to => columns[to]) - 1);
        }
        if (last >= 0)
        {
            columns[last] = nodes > 1 ? Enumerable.Range(0, nodes).Where(node => node != last).Max(node => columns[node]) + 1 : 0;
        }
        return columns;
    }

    private int AddPlace(int column)
    {
        _columnOf.Add(column);
        _left.Add([]);
        _right.Add([]);
        return _columnOf.Count - 1;
    }

    private List<int> Connect(int from, int to)
    {
        if (_columnOf[from] >= _columnOf[to])
        {
            return [];
        }
        List<int> way = [from];
        for (var column = _columnOf[from] + 1; column < _columnOf[to] && _columnOf.Count < MostPlaces; column++)
        {
            way.Add(AddPlace(column));
        }
        way.Add(to);
        for (var i = 1; i < way.Count; i++)
        {
            _right[way[i - 1]].Add(way[i]);
            _left[way[i]].Add(way[i - 1]);
        }
        return way;
    }

    private void Order()
    {
        var columns = Enumerable.Range(0, _columnOf.Count == 0 ? 0 : _columnOf.Max() + 1)
            .Select(column => Enumerable.Range(0, _columnOf.Count).Where(place => _columnOf[place] == column).ToList()).ToList();
        var at = new double[_columnOf.Count];
        columns.ForEach(Number);
        for (var round = 0; round < Rounds; round++)
        {
            var toRight = round % 2 == 0;
            foreach (var column in toRight ? columns : Enumerable.Reverse(columns))
            {
                var neighbours = toRight ? _left : _right;
                var middles = column.ToDictionary(place => place, place => neighbours[place].Count == 0 ? at[place] : neighbours[place].Average(other => at[other]));
                column.Sort((a, b) => middles[a] != middles[b] ? middles[a].CompareTo(middles[b]) : at[a].CompareTo(at[b]));
                Number(column);
            }
        }
        Columns = columns;

        // From 0 to 1, as columns differ in how many they hold.
        void Number(List<int> column)
        {
            for (var i = 0; i < column.Count; i++)
            {
                at[column[i]] = (i + 0.5) / column.Count;
            }
        }
    }
}
