using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Views;

/// <summary>Shows what a run came to.</summary>
internal sealed class RebuildReportView : View<RebuildReport>
{
    /// <summary>The only instance.</summary>
    public static RebuildReportView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<RebuildReport>> Columns { get; } =
    [
        new("Name", report => report.Name),
        new("Started", report => $"{report.StartedUtc:u}"),
        new("Kind", report => report.Kind),
        new("Outcome", report => report.Runs > 1 ? $"{report.Outcome} ({report.Runs} times)" : report.Outcome, ToneOf),
        new("Commit", report => Plain.ShortId(report.Commit)),
        new("Image", report => Plain.ShortId(report.Image)),
        new("Took", report => Plain.Duration(report.DurationSeconds)),
        new("Error", report => report.Error?.Message ?? ""),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<RebuildReport>> Fields { get; } =
    [
        new("Name", report => report.Name),
        new("Outcome", report => report.Outcome, ToneOf),
        new("Commit", report => report.Commit),
        new("Image", report => report.Image),
        new("Before", report => report.PreviousImage),
        new("Servers", report => string.Join(", ", report.Servers)),
        new("Updated", report => string.Join(", ", report.Updates.Select(update => update.Name))),
        new("Took", report => Plain.Duration(report.DurationSeconds)),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, RebuildReport item)
    {
        // As it is in the history: one form, and one place that knows it.
        using var report = JsonDocument.Parse(item.ToJson());
        foreach (var property in report.RootElement.EnumerateObject())
        {
            property.WriteTo(json);
        }
        json.WriteString("path", item.Path);
        json.WriteBoolean("own", item.Own);
    }

    private static Tone ToneOf(RebuildReport report) => report.Succeeded ? Tone.Good : report.Outcome == RebuildOutcome.Running ? Tone.Plain : Tone.Bad;
}
