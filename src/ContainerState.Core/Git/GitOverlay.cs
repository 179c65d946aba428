using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>
/// A repository over another: it has all its objects, and takes by itself what is written. Finding out what a commit comes to
/// makes trees on the way; for whoever only looks, none of them is to stay.
/// </summary>
/// <remarks>References are not in it: they are asked for where they are.</remarks>
internal sealed class GitOverlay : IDisposable
{
    private const string Format = "[core]\n\trepositoryFormatVersion = 0\n";

    // What TreeMemory and others keep beside a repository, and which saves looking through all of a tree. A file that is written anew takes the place of the link.
    private static readonly string[] Memories = [TreeSurvey.Kept, "programs"];

    private readonly WorkFolder _folder;

    private GitOverlay(WorkFolder folder)
    {
        _folder = folder;
        Store = GitStore.Open(folder.Path);
    }

    /// <summary>The repository.</summary>
    public GitStore Store { get; }

    /// <summary>Makes one.</summary>
    /// <param name="host">The host, in whose folder for work it lies.</param>
    /// <param name="store">The repository below it, whose work tree and submodules it has as well.</param>
    public static GitOverlay Make(Host host, GitStore store)
    {
        var folder = WorkFolder.Create(host);
        try
        {
            // By links with names of ours: there is no way to write every path into Git's files.
            Directory.CreateDirectory(At("objects", "info"));
            File.CreateSymbolicLink(At("below"), PlainView.ObjectsOf(store.GitDirectory));
            File.WriteAllText(At("objects", "info", "alternates"), "../below\n");
            File.CreateSymbolicLink(At("modules"), Path.Combine(store.GitDirectory, "modules"));
            Directory.CreateDirectory(At("containerstate"));
            foreach (var memory in Memories)
            {
                File.CreateSymbolicLink(At("containerstate", memory), Path.Combine(store.GitDirectory, "containerstate", memory));
            }
            if (store.WorkTree is { } workTree)
            {
                File.CreateSymbolicLink(At("worktree"), workTree);
            }
            File.WriteAllText(At("config"), Format + (store.WorkTree is null ? "\tbare = true\n" : "\tbare = false\n\tworktree = worktree\n"));
            Directory.CreateDirectory(At("refs"));
            File.WriteAllText(At("HEAD"), "ref: refs/heads/none\n");
            return new(folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        string At(params ReadOnlySpan<string> parts) => Path.Combine([folder.Path, .. parts]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
