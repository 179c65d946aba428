using System.Text;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Writes an import as one commit without parents into the state repository's own objects.</summary>
internal static class ImportCommit
{
    /// <summary>Runs the import in a scratch repository and takes over its pack when all of it is there.</summary>
    /// <param name="into">Where it works.</param>
    /// <param name="source">What to import.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id, the same for the same import, and what came.</returns>
    public static async Task<(string Commit, ImportRecord Record)> WriteAsync(ImportPlace into, ImportSource source, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Import", source.Title));
        var files = Path.Combine(into.Work.Path, "files");
        Directory.CreateDirectory(files);
        ImportRecord? came = null;
        var commit = await PackedCommit.WriteAsync(into.Store, into.Work, async (writer, token) =>
        {
            var tree = new TarTree(writer, source.Title);
            var record = await source.WriteAsync(writer, tree, into.Host, files, progress, token);
            writer.Add(TreeMetadata.Path, TreeItemKind.File, Encoding.UTF8.GetBytes(tree.Metadata.Write()));
            writer.Add(ImportRecord.Path, TreeItemKind.File, Encoding.UTF8.GetBytes(record.Write()));
            progress?.Report(new StepProgress("Write objects", source.Title));
            came = record;
            return Message(record);
        }, cancel);
        return (commit, came!);
    }

    private static string Message(ImportRecord record)
    {
        var text = new StringBuilder($"Import {record.Kind}: {record.Subject()}\n\n");
        foreach (var (name, value) in record.Parameters)
        {
            // A folder's name in an archive may hold anything, and must not forge a line.
            text.Append(name).Append(": ").AppendJoin("", value.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())).Append('\n');
        }
        text.Append('\n');
        foreach (var item in record.Items)
        {
            text.AppendJoin(' ', ((string[])[item.Name, item.Version, item.Architecture, "sha256:" + item.Sha256]).Where(word => word.Length > 0)).Append('\n');
        }
        return text.ToString();
    }
}
