namespace ContainerState.Errors;

/// <summary>An image file that is not what the store recorded.</summary>
/// <param name="image">Its id.</param>
/// <param name="detail">What differs.</param>
public sealed class ImageDamagedException(string image, string detail)
    : ContainerStateException(
        $"The image {image} is damaged: {detail}.",
        "Build it again; that writes it anew. Remove-ServerImage (containerstate image remove) takes it away.",
        image)
{
    /// <summary>Its id.</summary>
    public string Image { get; } = image;

    /// <summary>What differs.</summary>
    public string Detail { get; } = detail;
}
