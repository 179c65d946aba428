using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Proofs;

namespace ContainerState.Cli.Views;

/// <summary>Shows what a test of an image saw.</summary>
internal sealed class ImageTestView : View<ServerImageTestResult>
{
    /// <summary>The only instance.</summary>
    public static ImageTestView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImageTestResult>> Columns { get; } =
    [
        new("Image", test => test.Image.Id),
        new("Name", test => test.Image.Name),
        new("Passed", test => test.Passed ? "yes" : "no"),
        new("Commit", test => test.Commit),
        new("Tree", test => test.Tree),
        new("Tree again", test => test.TreeAgain),
        new("SHA-256", test => test.Sha256),
        new("SHA-256 again", test => test.Sha256Again),
        new("Differences", test => test.Differences.Count.ToString()),
        new("Took", test => Plain.Duration(test.DurationSeconds)),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImageTestResult item)
    {
        json.WriteString("image", item.Image.Id);
        json.WriteString("name", item.Image.Name);
        json.WriteBoolean("passed", item.Passed);
        json.WriteString("commit", item.Commit);
        json.WriteString("tree", item.Tree);
        json.WriteString("treeAgain", item.TreeAgain);
        json.WriteString("sha256", item.Sha256);
        json.WriteString("sha256Again", item.Sha256Again);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        WriteArray("axes", ProofAxisView.Instance, item.Axes);
        WriteArray("differences", TreeDifferenceView.Instance, item.Differences);

        void WriteArray<T>(string name, View<T> view, IReadOnlyList<T> items)
        {
            json.WriteStartArray(name);
            foreach (var one in items)
            {
                json.WriteStartObject();
                view.WriteJson(json, one);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }
}
