namespace ContainerState.Contents;

/// <summary>Something that the start of a server has added to its image.</summary>
/// <param name="Value">What it is set to.</param>
/// <param name="IsShown">False for the value of a variable, which may be a secret.</param>
internal readonly record struct StartAddition(string Value, bool IsShown);
