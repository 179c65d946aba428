using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The same import once more, compared with the first.</summary>
internal static class SecondImport
{
    /// <summary>Imports again, into a repository of its own.</summary>
    /// <param name="into">Where the first import worked.</param>
    /// <param name="source">What to import.</param>
    /// <param name="first">The first import's commit.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImportDiffers"/>: Something else came.</exception>
    public static async Task RequireSameAsync(
        ImportPlace into, ImportSource source, string first, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Import again", source.Title));
        using var scratch = WorkFolder.Create(Path.Combine(into.Work.Path, "again"));
        var repository = Path.Combine(scratch.Path, "second");
        await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", "--", repository], cancel);
        string second;
        using (var other = GitStore.Open(repository))
        {
            (second, _) = await ImportCommit.WriteAsync(new(into.Host, other, scratch), source, progress, cancel);
        }
        if (second == first)
        {
            return;
        }
        await File.WriteAllTextAsync(Path.Combine(repository, "objects", "info", "alternates"), PlainView.ObjectsOf(into.Store.GitDirectory) + "\n", cancel);
        var paths = await GitProgram.TextAsync(repository, ["diff-tree", "-r", "-z", "--no-renames", "--name-only", first, second], cancel);
        throw ImportFaults.Differs(source.Title, paths.Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }
}
