using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>Writes an import as one commit without parents into the state repository's own objects.</summary>
internal static class ImportCommit
{
    private const string ScratchBranch = "refs/heads/import";

    /// <summary>Runs the import in a scratch repository and takes over its pack when all of it is there.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="work">A scratch folder on the same filesystem as its objects.</param>
    /// <param name="source">What to import.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id: the same for the same import.</returns>
    public static async Task<string> WriteAsync(GitStore store, WorkFolder work, IImportSource source, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Import", source.Title));
        var repository = Path.Combine(work.Path, "repository");
        var files = Path.Combine(work.Path, "files");
        Directory.CreateDirectory(files);
        await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", "--", repository], cancel).ConfigureAwait(false);
        // Level 1 packs a Debian system to the same size within a tenth as level 6 does, in half the time. No deltas:
        // the files of a package are not versions of each other.
        var command = GitProgram.Command(
            repository, "-c", "core.compression=1", "-c", "pack.compression=1", "-c", "fastimport.unpackLimit=1",
            "fast-import", "--quiet", "--done", "--depth=0", "--date-format=raw") with
        { DiesWithUs = true };
        ContainerStateException? refused = null;
        try
        {
            await ProgramRunner.RunAsync(command, input: async (stream, token) =>
            {
                await using var writer = new FastImportWriter(stream);
                writer.Begin();
                var tree = new TarTree(writer, source.Title);
                try
                {
                    var record = await source.WriteAsync(writer, tree, files, progress, token).ConfigureAwait(false);
                    writer.Add(TreeMetadata.Path, TreeItemKind.File, Encoding.UTF8.GetBytes(tree.Metadata.Write()));
                    writer.Add(ImportRecord.Path, TreeItemKind.File, Encoding.UTF8.GetBytes(record.Write()));
                    progress?.Report(new StepProgress("Write objects", source.Title));
                    writer.Commit(ScratchBranch, Message(record));
                }
                catch (ContainerStateException fault)
                {
                    // fast-import ends with an error of its own once its input breaks off; this one says why.
                    refused = fault;
                    throw;
                }
            }, cancel: cancel).ConfigureAwait(false);
        }
        catch (ProgramFailedException) when (refused is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(refused);
        }
        var commit = await GitProgram.TextAsync(repository, ["rev-parse", "--verify", ScratchBranch], cancel).ConfigureAwait(false);
        if (!store.HasCommit(commit))
        {
            PackFiles.Move(Path.Combine(repository, "objects", "pack"), store.GitDirectory);
        }
        return commit;
    }

    private static string Message(ImportRecord record)
    {
        var text = new StringBuilder($"Import {record.Kind}: {record.Parameters.GetValueOrDefault("packages", "")}\n\n");
        foreach (var (name, value) in record.Parameters)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }
        text.Append('\n');
        foreach (var item in record.Items)
        {
            text.Append($"{item.Name} {item.Version} {item.Architecture} sha256:{item.Sha256}\n");
        }
        return text.ToString();
    }
}
