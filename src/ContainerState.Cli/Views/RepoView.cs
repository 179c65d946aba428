using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Repositories;

namespace ContainerState.Cli.Views;

/// <summary>Shows a state repository.</summary>
internal sealed class RepoView : View<StateRepo>
{
    /// <summary>The only instance.</summary>
    public static RepoView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<StateRepo>> Columns { get; } =
    [
        new("Name", repo => repo.Name),
        new("Path", repo => repo.Path),
        new("Branch", repo => repo.Branch.Length > 0 ? repo.Branch : "(detached)"),
        new("Head", repo => repo.Head),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, StateRepo item)
    {
        json.WriteString("path", item.Path);
        json.WriteString("name", item.Name);
        json.WriteString("head", item.Head);
        json.WriteString("branch", item.Branch);
    }
}
