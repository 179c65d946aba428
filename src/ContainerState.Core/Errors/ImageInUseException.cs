namespace ContainerState.Errors;

/// <summary>An image that servers run from.</summary>
/// <param name="image">Its id.</param>
/// <param name="servers">The servers.</param>
public sealed class ImageInUseException(string image, IReadOnlyList<string> servers)
    : ContainerStateException(
        $"The image {image} is in use by {string.Join(", ", servers)}.",
        "Stop those servers first.",
        image)
{
    /// <summary>Its id.</summary>
    public string Image { get; } = image;

    /// <summary>The servers.</summary>
    public IReadOnlyList<string> Servers { get; } = servers;
}
