namespace ContainerState.Rebuilds;

/// <summary>A line that a server which failed wrote to its console.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Text">The line; its first 200 characters.</param>
public sealed record RebuildLogLine(string Server, string Text)
{
    /// <summary>The line.</summary>
    public override string ToString() => Text;
}
