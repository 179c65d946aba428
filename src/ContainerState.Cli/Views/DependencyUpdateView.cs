using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Imports.Updates;

namespace ContainerState.Cli.Views;

/// <summary>Shows what a dependency was or could be updated to.</summary>
internal sealed class DependencyUpdateView : View<DependencyUpdate>
{
    /// <summary>The only instance.</summary>
    public static DependencyUpdateView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<DependencyUpdate>> Columns { get; } =
    [
        new("Name", update => update.Name),
        new("Kind", update => update.Kind),
        new("State", update => update.State, ToneOf),
        new("Old", update => Plain.ShortId(update.OldCommit)),
        new("New", update => update.NewCommit == update.OldCommit ? "" : Plain.ShortId(update.NewCommit)),
        new("Between", update => update.Between),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, DependencyUpdate item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("head", item.Repository.Head);
        json.WriteString("name", item.Name);
        json.WriteString("kind", item.Kind);
        json.WriteString("state", item.State);
        json.WriteString("path", item.Path);
        json.WriteString("follows", item.Follows);
        json.WriteString("oldCommit", item.OldCommit);
        json.WriteString("newCommit", item.NewCommit);
        if (item.Commits is { } commits)
        {
            json.WriteNumber("commits", commits);
        }
        else
        {
            json.WriteNull("commits");
        }
        json.WriteBoolean("security", item.Security);
        json.WriteStartArray("packages");
        foreach (var package in item.Packages)
        {
            json.WriteStartObject();
            json.WriteString("name", package.Name);
            json.WriteString("old", package.Old);
            json.WriteString("new", package.New);
            json.WriteBoolean("security", package.Security);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("between", item.Between);
        json.WriteStrings("warnings", item.Warnings);
    }

    private static Tone ToneOf(DependencyUpdate update) => update.State switch
    {
        UpdateState.Updated or UpdateState.UpToDate => Tone.Good,
        UpdateState.Rewritten => Tone.Bad,
        _ => Tone.Plain,
    };
}
