using ContainerState.Images;

namespace ContainerState.Servers;

/// <summary>What somebody names to look into: a commit, an image or a server.</summary>
public sealed record ImageReference
{
    private ImageReference(string text) => Text = text;

    /// <summary>As it was named.</summary>
    public string Text { get; }

    /// <summary>The image that it is; null where a text has yet to be looked up.</summary>
    internal ServerImage? Image { get; private init; }

    /// <summary>The server that it is; null where a text has yet to be looked up.</summary>
    internal EphemeralServer? Server { get; private init; }

    /// <summary>
    /// A branch, tag or commit, an image by name or the beginning of its id, or a server by name. <c>commit:</c>, <c>image:</c> and <c>server:</c>
    /// in front say which.
    /// </summary>
    public static ImageReference Of(string text) => new(text);

    /// <summary>An image.</summary>
    public static ImageReference Of(ServerImage image) => new(image.Id) { Image = image };

    /// <summary>A server.</summary>
    public static ImageReference Of(EphemeralServer server) => new(server.Name) { Server = server };

    /// <summary>As it was named.</summary>
    public override string ToString() => Text;
}
