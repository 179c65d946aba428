namespace ContainerState.Definitions;

/// <summary>A mapping whose keys are texts.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Items">Its items, in the order of the file: key, the key's line, value.</param>
internal sealed record YamlMap(int Line, List<(string Key, int Line, YamlNode Value)> Items) : YamlNode(Line)
{
    public override string Kind => "a mapping";
}
