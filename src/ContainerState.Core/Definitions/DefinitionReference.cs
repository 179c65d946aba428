using System.Text;

namespace ContainerState.Definitions;

/// <summary>The page docs/reference.md: every key, from the rules that read it.</summary>
internal static class DefinitionReference
{
    /// <summary>The page.</summary>
    public static string Page() => $"""
        # Every key

        All keys of state.yaml and of component files. This page and the JSON Schemas [state.schema.json](state.schema.json) and
        [component.schema.json](component.schema.json) are generated from the rules that the files are read with.
        [state-repository.md](state-repository.md), [building.md](building.md), [running.md](running.md) and [logs.md](logs.md) explain
        what the keys are for.

        A size is a number of bytes, or a whole number with KiB, MiB or GiB, such as 256MiB. `[]` stands for an item of a list.

        ## state.yaml

        {Table(StateFile.Rows())}
        ## components/&lt;name&gt;.yaml

        {Table(ComponentFile.Rows())}
        """;

    private static string Table(IEnumerable<ReferenceRow> rows)
    {
        var table = new StringBuilder("| key | what | default |\n|---|---|---|\n");
        foreach (var row in rows)
        {
            table.Append(null, $"| `{row.Key}` | {row.Description} | {row.Absent} |\n");
        }
        return table.ToString();
    }
}
