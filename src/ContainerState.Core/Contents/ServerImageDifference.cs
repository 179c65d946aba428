namespace ContainerState.Contents;

/// <summary>One thing in which two images differ.</summary>
public sealed record ServerImageDifference
{
    /// <summary>What kind of thing it is: see <see cref="DifferenceKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name: a path on the server, a package, a dependency, a component, a key of state.yaml, or what a start has added; empty for the image as a whole.</summary>
    public required string Name { get; init; }

    /// <summary>Added when only the second has it, Removed when only the first has, else Changed.</summary>
    public required string Change { get; init; }

    /// <summary>In what it differs, with commas in between: of a file kind, content, mode, owner, time, capability; empty where it is there once.</summary>
    public string What { get; init; } = "";

    /// <summary>Of a file, the component that it is from; of a package, the dependency that brought it; else empty.</summary>
    public string Component { get; init; } = "";

    /// <summary>What the first has; empty when it has none.</summary>
    public string First { get; init; } = "";

    /// <summary>What the second has; empty when it has none.</summary>
    public string Second { get; init; } = "";

    /// <summary>The size in the first, in bytes: of a file, or of all files of a component that differ; null where there is no size.</summary>
    public long? FirstBytes { get; init; }

    /// <summary>The same in the second.</summary>
    public long? SecondBytes { get; init; }

    /// <summary>The first commit, image or server, as it was named.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The second.</summary>
    public string Difference { get; init; } = "";

    /// <summary>The kind, the name, and what happened to it.</summary>
    public override string ToString() => $"{Kind} {Name}: {Change}";

    /// <summary>What happened to a thing that may be in either.</summary>
    internal static string ChangeOf(bool inFirst, bool inSecond) => inFirst && inSecond ? "Changed" : inSecond ? "Added" : "Removed";
}
