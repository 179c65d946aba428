using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Servers;

namespace ContainerState.Cli.Views;

/// <summary>Shows what one check of a server saw.</summary>
internal sealed class CheckResultView : View<CheckResult>
{
    /// <summary>The only instance.</summary>
    public static CheckResultView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<CheckResult>> Columns { get; } =
    [
        new("Check", check => check.Name),
        new("Passed", check => check.Passed ? "yes" : "no", check => check.Passed ? Tone.Good : Tone.Bad),
        new("Took", check => Plain.Duration(check.DurationSeconds), Right: true),
        new("Tries", check => check.Attempts.ToString(), Right: true),
        new("Saw", check => check.Saw),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, CheckResult item)
    {
        json.WriteString("name", item.Name);
        json.WriteBoolean("passed", item.Passed);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        json.WriteNumber("attempts", item.Attempts);
        json.WriteString("saw", item.Saw);
    }
}
