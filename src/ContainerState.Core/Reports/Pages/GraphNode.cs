namespace ContainerState.Reports.Pages;

/// <summary>A box of the graph.</summary>
/// <param name="Kind">What it stands for, which is the class of its shape.</param>
/// <param name="Name">Its first line.</param>
/// <param name="Detail">Its second line.</param>
/// <param name="Title">All of it, on asking.</param>
internal sealed record GraphNode(string Kind, string Name, string Detail, string Title)
{
    /// <summary>A dependency.</summary>
    public const string Pin = "pin";

    /// <summary>The repository's own files.</summary>
    public const string Own = "own";

    /// <summary>A component that is placed as it is.</summary>
    public const string Component = "part";

    /// <summary>A component that a step builds.</summary>
    public const string Built = "built";

    /// <summary>A component that is there for others.</summary>
    public const string Helper = "helper";

    /// <summary>The server.</summary>
    public const string Server = "server";
}
