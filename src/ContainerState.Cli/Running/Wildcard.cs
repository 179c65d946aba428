namespace ContainerState.Cli.Running;

/// <summary>Tells a pattern from a name.</summary>
internal static class Wildcard
{
    /// <summary>True when the text may match more than itself; then it may match nothing, too.</summary>
    public static bool Is(string text) => text.AsSpan().ContainsAny('*', '?');
}
