using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Repositories;

namespace ContainerState.Cli.Views;

/// <summary>Shows whether a repository is complete.</summary>
internal sealed class RepoTestView : View<RepoTestResult>
{
    /// <summary>The only instance.</summary>
    public static RepoTestView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<RepoTestResult>> Columns { get; } =
    [
        new("Repository", test => test.Repository.Path),
        new("Commit", test => test.Commit),
        new("Complete", test => test.Complete ? "yes" : "no"),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, RepoTestResult item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("commit", item.Commit);
        json.WriteBoolean("complete", item.Complete);
        json.WriteStrings("missing", item.Missing);
    }
}
