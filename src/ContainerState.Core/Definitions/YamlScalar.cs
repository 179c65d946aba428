namespace ContainerState.Definitions;

/// <summary>A text, number or null.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Value">Its text.</param>
/// <param name="Quoted">True when it was written in quotes or as a block, and so is a text whatever it looks like.</param>
internal sealed record YamlScalar(int Line, string Value, bool Quoted) : YamlNode(Line)
{
    public override string Kind => IsNull ? "nothing" : "a single value";

    /// <summary>True for an absent value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null";
}
