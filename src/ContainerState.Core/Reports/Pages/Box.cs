namespace ContainerState.Reports.Pages;

/// <summary>A rectangle of a picture, in its units, from the upper left corner.</summary>
/// <param name="X">Its left side.</param>
/// <param name="Y">Its upper side.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>It without a margin on each side, and nothing where that leaves nothing.</summary>
    public Box Inset(double left, double top, double right, double bottom) =>
        new(X + left, Y + top, Math.Max(0, Width - left - right), Math.Max(0, Height - top - bottom));
}
