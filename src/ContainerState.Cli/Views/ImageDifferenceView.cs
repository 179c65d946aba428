using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Contents;

namespace ContainerState.Cli.Views;

/// <summary>Shows in what two images differ: a table for each kind of thing.</summary>
internal sealed class ImageDifferenceView : View<ServerImageDifference>
{
    private const int LongestText = 60;

    private ImageDifferenceView(params IReadOnlyList<Column<ServerImageDifference>> columns) => Columns = columns;

    private static Column<ServerImageDifference> Change { get; } = new(
        "Change", difference => difference.Change.ToLowerInvariant(), difference => difference.Change switch { "Added" => Tone.Good, "Removed" => Tone.Bad, _ => Tone.Plain });

    private static Column<ServerImageDifference> Differs { get; } = new("Differs", difference => difference.What);

    private static Column<ServerImageDifference>[] Ids { get; } = [new("First", difference => Plain.ShortId(difference.First)), new("Second", difference => Plain.ShortId(difference.Second))];

    private static Column<ServerImageDifference>[] Texts { get; } = [new("First", difference => Cut(difference.First)), new("Second", difference => Cut(difference.Second))];

    private static Column<ServerImageDifference>[] Sizes { get; } =
        [new("Size", difference => Size(difference.FirstBytes), Right: true), new("New size", difference => Size(difference.SecondBytes), Right: true)];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImageDifference>> Columns { get; }

    /// <summary>The view of differences of one kind.</summary>
    public static ImageDifferenceView Of(string kind)
    {
        var name = new Column<ServerImageDifference>(kind, difference => difference.Name);
        return kind switch
        {
            DifferenceKind.Image => new([new("Image", difference => difference.What), .. Ids]),
            DifferenceKind.Dependency => new([name, Change, .. Ids]),
            DifferenceKind.Component => new([name, Change, Differs, .. Ids, .. Sizes]),
            DifferenceKind.Package => new([name, new("Dependency", difference => difference.Component), Change, .. Texts]),
            DifferenceKind.File => new([name, new("Component", difference => difference.Component), Change, Differs, .. Sizes]),
            _ => new([name, Change, .. Texts]),
        };
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImageDifference item)
    {
        json.WriteString("kind", item.Kind);
        json.WriteString("name", item.Name);
        json.WriteString("change", item.Change);
        json.WriteString("what", item.What);
        json.WriteString("component", item.Component);
        json.WriteString("first", item.First);
        json.WriteString("second", item.Second);
        WriteSize("firstBytes", item.FirstBytes);
        WriteSize("secondBytes", item.SecondBytes);
        json.WriteString("reference", item.Reference);
        json.WriteString("difference", item.Difference);

        void WriteSize(string name, long? bytes)
        {
            if (bytes is { } size)
            {
                json.WriteNumber(name, size);
            }
        }
    }

    private static string Size(long? bytes) => bytes is { } size ? Plain.Size(size) : "";

    private static string Cut(string text) => text.Length > LongestText ? text[..(LongestText - 1)] + "…" : text;
}
