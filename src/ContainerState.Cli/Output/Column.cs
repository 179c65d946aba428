namespace ContainerState.Cli.Output;

/// <summary>A column of a table, or a line of a record.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">Its text for one item; from anywhere, cleaned when it is shown.</param>
/// <param name="Tone">Its colour for one item; plain when null.</param>
/// <param name="Right">True for figures.</param>
internal sealed record Column<T>(string Title, Func<T, string> Text, Func<T, Tone>? Tone = null, bool Right = false);
