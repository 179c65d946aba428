namespace ContainerState.Definitions;

/// <summary>A node of a YAML document, with the line it begins at.</summary>
/// <param name="Line">The line, from 1.</param>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
