namespace ContainerState.Images.Formats;

/// <summary>The formats that are written, each a file of this folder.</summary>
internal static class ImageFormats
{
    /// <summary>The one that the stores keep images and layers in, and that servers and builds are mounted from.</summary>
    public static IImageFormat Stored { get; } = new SquashfsFormat();
}
