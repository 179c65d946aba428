namespace ContainerState.Reports.Pages;

/// <summary>A line of the graph.</summary>
/// <param name="From">The number of the box that it begins at.</param>
/// <param name="To">The number of the box that it leads to.</param>
/// <param name="Kind">What it says, which is the class of its shape.</param>
internal readonly record struct GraphEdge(int From, int To, string Kind)
{
    /// <summary>It is made from that.</summary>
    public const string Source = "source";

    /// <summary>It is built in that.</summary>
    public const string Toolchain = "tool";

    /// <summary>Its step sees that.</summary>
    public const string Need = "need";

    /// <summary>It lands on the server.</summary>
    public const string Placed = "placed";
}
