namespace ContainerState.Cli.Output;

/// <summary>How a cell of a table is coloured on a terminal.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Good news.</summary>
    Good,

    /// <summary>Bad news.</summary>
    Bad,
}
