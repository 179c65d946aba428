using ContainerState.Cli.Running;
using ContainerState.Errors;
using ContainerState.Images;

namespace ContainerState.Cli.Image;

/// <summary>From names, ids and patterns to images.</summary>
internal static class ImageNames
{
    /// <summary>The images that are meant, newest first; all when the text is null. Only a pattern may match nothing.</summary>
    /// <exception cref="ImageNotFoundException">No image has that name or id.</exception>
    public static IReadOnlyList<ServerImage> Find(string? text)
    {
        var found = ImageStore.List(text);
        return found.Count > 0 || text is null || Wildcard.Is(text) ? found : throw new ImageNotFoundException(text);
    }

    /// <summary>The one image that is meant: the newest of that name, or that of the id.</summary>
    /// <exception cref="ImageNotFoundException">There is none, or the beginning of an id fits more than one.</exception>
    public static ServerImage FindOne(string text) =>
        ImageStore.List(text).FirstOrDefault(image => image.Name == text) ?? ImageStore.Get(text);
}
