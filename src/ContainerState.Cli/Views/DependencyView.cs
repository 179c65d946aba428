using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Imports;

namespace ContainerState.Cli.Views;

/// <summary>Shows a dependency.</summary>
internal sealed class DependencyView : View<StateDependency>
{
    /// <summary>The only instance.</summary>
    public static DependencyView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<StateDependency>> Columns { get; } =
    [
        new("Name", dependency => dependency.Name),
        new("Kind", dependency => dependency.Kind.ToString()),
        new("Commit", dependency => Plain.ShortId(dependency.Commit)),
        new("Present", dependency => dependency.Present ? "yes" : "no", dependency => dependency.Present ? Tone.Good : Tone.Bad),
        new("Url", dependency => dependency.Url),
        new("Detail", dependency => dependency.Detail),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<StateDependency>> Fields { get; } =
    [
        new("Name", dependency => dependency.Name),
        new("Kind", dependency => dependency.Kind.ToString()),
        new("Path", dependency => dependency.Path),
        new("Url", dependency => dependency.Url),
        new("Commit", dependency => dependency.Commit),
        new("Detail", dependency => dependency.Detail),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, StateDependency item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("name", item.Name);
        json.WriteString("kind", item.Kind.ToString());
        json.WriteString("path", item.Path);
        json.WriteString("url", item.Url);
        json.WriteString("commit", item.Commit);
        json.WriteBoolean("present", item.Present);
        json.WriteString("detail", item.Detail);
        json.WriteStartArray("leftOut");
        foreach (var (path, reason) in item.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
