using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>The same import once more, compared with the first.</summary>
internal static class SecondImport
{
    /// <summary>Imports again, into a repository of its own.</summary>
    /// <param name="store">The state repository, which has the first import.</param>
    /// <param name="work">A scratch folder.</param>
    /// <param name="source">What to import.</param>
    /// <param name="first">The first import's commit.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ImportDiffersException">Something else came.</exception>
    public static async Task RequireSameAsync(
        GitStore store, WorkFolder work, IImportSource source, string first, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Import again", source.Title));
        using var scratch = WorkFolder.Create(Path.Combine(work.Path, "again"));
        var repository = Path.Combine(scratch.Path, "second");
        await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", "--", repository], cancel).ConfigureAwait(false);
        string second;
        using (var other = GitStore.Open(repository))
        {
            (second, _) = await ImportCommit.WriteAsync(other, scratch, source, progress, cancel).ConfigureAwait(false);
        }
        if (second == first)
        {
            return;
        }
        await File.WriteAllTextAsync(Path.Combine(repository, "objects", "info", "alternates"), PlainView.ObjectsOf(store.GitDirectory) + "\n", cancel).ConfigureAwait(false);
        var paths = await GitProgram.TextAsync(repository, ["diff-tree", "-r", "-z", "--no-renames", "--name-only", first, second], cancel).ConfigureAwait(false);
        throw new ImportDiffersException(source.Title, paths.Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }
}
