using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Contents;

namespace ContainerState.Cli.Views;

/// <summary>Shows what of an image is from a component.</summary>
internal sealed class ImageComponentView : View<ServerImageComponent>
{
    /// <summary>The only instance.</summary>
    public static ImageComponentView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImageComponent>> Columns { get; } =
    [
        new("Component", component => component.Name.Length > 0 ? component.Name : "(unknown)"),
        new("Source", component => component.Source),
        new("Commit", component => Plain.ShortId(component.Commit)),
        new("State", component => Words(component.State), component => component.State == ComponentState.NotKnown ? Tone.Bad : Tone.Plain),
        new("Files", component => component.Files.ToString(), Right: true),
        new("Own", component => Plain.Size(component.OwnBytes), Right: true),
        new("Shared", component => Plain.Size(component.SharedBytes), Right: true),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImageComponent item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("source", item.Source);
        json.WriteString("dependency", item.Dependency);
        json.WriteString("commit", item.Commit);
        json.WriteBoolean("built", item.Built);
        json.WriteString("state", item.State);
        json.WriteNumber("files", item.Files);
        json.WriteNumber("ownBytes", item.OwnBytes);
        json.WriteNumber("sharedBytes", item.SharedBytes);
        json.WriteString("image", item.Image);
    }

    private static string Words(string state) => state switch
    {
        ComponentState.NotPlaced => "not placed",
        ComponentState.NotKnown => "not known",
        _ => "placed",
    };
}
