using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Views;

/// <summary>Shows a rebuild that is scheduled.</summary>
internal sealed class RebuildRegistrationView : View<RebuildRegistration>
{
    /// <summary>The only instance.</summary>
    public static RebuildRegistrationView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<RebuildRegistration>> Columns { get; } =
    [
        new("Name", one => one.Name),
        new("Schedule", one => one.Schedule),
        new("Next", one => one.Next),
        new("Scheduler", one => one.Scheduler),
        new("Repository", one => one.Repository),
        new("Path", one => one.Path),
        new("To enable it", one => one.EnableCommand),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, RebuildRegistration item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("schedule", item.Schedule);
        json.WriteString("next", item.Next);
        json.WriteString("scheduler", item.Scheduler);
        json.WriteString("repository", item.Repository);
        json.WriteString("path", item.Path);
        json.WriteString("settingsPath", item.SettingsPath);
        json.WriteBoolean("verified", item.Verified);
        json.WriteString("enableCommand", item.EnableCommand);
    }
}
