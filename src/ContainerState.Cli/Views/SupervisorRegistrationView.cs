using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Views;

/// <summary>Shows a unit that was written.</summary>
internal sealed class SupervisorRegistrationView : View<SupervisorRegistration>
{
    /// <summary>The only instance.</summary>
    public static SupervisorRegistrationView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<SupervisorRegistration>> Columns { get; } =
    [
        new("Unit", unit => unit.Path),
        new("Verified", unit => unit.Verified ? "yes" : "no"),
        new("To enable it", unit => unit.EnableCommand),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, SupervisorRegistration item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("path", item.Path);
        json.WriteString("settingsPath", item.SettingsPath);
        json.WriteBoolean("verified", item.Verified);
        json.WriteString("enableCommand", item.EnableCommand);
    }
}
