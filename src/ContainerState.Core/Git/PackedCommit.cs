using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>Writes many files as one commit without parents, in one pack.</summary>
internal static class PackedCommit
{
    private const string ScratchBranch = "refs/heads/import";

    /// <summary>Writes into a scratch repository, and takes over its pack when all of it is there.</summary>
    /// <param name="store">The repository that gets the commit.</param>
    /// <param name="work">A scratch folder on the same filesystem as its objects.</param>
    /// <param name="write">Writes the files, and gives the commit's message.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id: the same for the same files and message.</returns>
    public static async Task<string> WriteAsync(
        GitStore store, WorkFolder work, Func<FastImportWriter, CancellationToken, Task<string>> write, CancellationToken cancel)
    {
        var repository = Path.Combine(work.Path, "repository");
        await GitProgram.TextAsync(null, ["init", "--quiet", "--bare", "--", repository], cancel);
        // Level 1 packs a Debian system to the same size within a tenth as level 6 does, in half the time. No deltas:
        // the files of a package are not versions of each other.
        string[] arguments =
        [
            "-c", "core.compression=1", "-c", "pack.compression=1", "-c", "fastimport.unpackLimit=1",
            "fast-import", "--quiet", "--done", "--depth=0", "--date-format=raw",
        ];
        ContainerStateException? refused = null;
        try
        {
            await GitProgram.RunAsync(repository, arguments, diesWithUs: true, input: async (stream, token) =>
            {
                await using var writer = new FastImportWriter(stream);
                writer.Begin();
                try
                {
                    writer.Commit(ScratchBranch, await write(writer, token));
                }
                catch (ContainerStateException fault)
                {
                    // fast-import ends with an error of its own once its input breaks off; this one says why.
                    refused = fault;
                    throw;
                }
            }, cancel: cancel);
        }
        catch (ProgramFailedException) when (refused is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(refused);
        }
        var commit = await GitProgram.TextAsync(repository, ["rev-parse", "--verify", ScratchBranch], cancel);
        if (!store.HasCommit(commit))
        {
            PackFiles.Move(Path.Combine(repository, "objects", "pack"), store.GitDirectory);
        }
        return commit;
    }
}
