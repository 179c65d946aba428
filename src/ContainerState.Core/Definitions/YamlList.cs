namespace ContainerState.Definitions;

/// <summary>A sequence.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Items">Its items.</param>
internal sealed record YamlList(int Line, List<YamlNode> Items) : YamlNode(Line)
{
    public override string Kind => "a list";
}
