namespace ContainerState.Errors;

/// <summary>An image that the store does not have.</summary>
/// <param name="image">Its id, or the beginning of it.</param>
public sealed class ImageNotFoundException(string image)
    : ContainerStateException(
        $"There is no image {Quoted.Text(image)} in the store.",
        "List images with Get-ServerImage (containerstate image list), or build it.",
        image)
{
    /// <summary>Its id, or the beginning of it.</summary>
    public string Image { get; } = image;
}
