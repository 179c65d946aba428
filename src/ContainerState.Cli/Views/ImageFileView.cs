using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Contents;

namespace ContainerState.Cli.Views;

/// <summary>Shows a file of an image, and who put it there.</summary>
internal sealed class ImageFileView : View<ServerImageFile>
{
    /// <summary>The only instance.</summary>
    public static ImageFileView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImageFile>> Columns { get; } =
    [
        new("Path", file => file.Path),
        new("Kind", file => file.Kind),
        new("Size", file => Plain.Size(file.SizeBytes), Right: true),
        new("Mode", file => file.Mode),
        new("Owner", file => $"{file.UserId}:{file.GroupId}"),
        new("Component", file => string.Join(", ", file.SharedWith.Prepend(file.Component))),
        new("Source", file => file.Source),
        new("Commit", file => Plain.ShortId(file.Commit)),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImageFile item)
    {
        json.WriteString("path", item.Path);
        json.WriteString("kind", item.Kind);
        json.WriteNumber("sizeBytes", item.SizeBytes);
        json.WriteString("mode", item.Mode);
        json.WriteNumber("userId", item.UserId);
        json.WriteNumber("groupId", item.GroupId);
        json.WriteString("component", item.Component);
        json.WriteStrings("sharedWith", item.SharedWith);
        json.WriteString("source", item.Source);
        json.WriteString("dependency", item.Dependency);
        json.WriteString("commit", item.Commit);
        json.WriteString("image", item.Image);
    }
}
