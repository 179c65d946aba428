using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>A Git repository that holds the whole state of a server.</summary>
public sealed class StateRepo
{
    private readonly Lazy<string> _name;

    private StateRepo(string path, string head, string branch)
    {
        Path = path;
        Head = head;
        Branch = branch;
        _name = new Lazy<string>(ReadName);
    }

    /// <summary>The absolute path of its work tree, or of its Git directory when it is bare.</summary>
    public string Path { get; }

    /// <summary>The server's name, out of state.yaml at HEAD.</summary>
    /// <exception cref="StateFileException">state.yaml has a mistake; only after <see cref="Locate"/>.</exception>
    public string Name => _name.Value;

    /// <summary>The id of the commit that HEAD was when this object was made; 40 hexadecimal digits.</summary>
    public string Head { get; }

    /// <summary>The branch that HEAD is on; empty when it is detached.</summary>
    public string Branch { get; }

    /// <summary>Makes a repository with a state.yaml, a page in rootfs/ and a first commit.</summary>
    /// <param name="path">A folder that does not exist yet, or is empty.</param>
    /// <param name="name">The server's name; the folder's when null, or one made of that when no server can have it.</param>
    /// <param name="warn">Is told of a name that was made.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RepositoryExists"/>: Something is there already.</exception>
    /// <exception cref="InvalidNameException">The name cannot be a server's.</exception>
    public static async Task<StateRepo> CreateAsync(string path, string? name = null, Action<string>? warn = null)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var folder = System.IO.Path.GetFileName(path);
        var isMade = name is null && !StateNames.IsServerName(folder);
        name ??= StateNames.ServerNameOf(folder);
        if (!StateNames.IsServerName(name))
        {
            throw new InvalidNameException("server name", name, StateNames.ServerRule);
        }
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw RepositoryFaults.Exists(path);
        }
        var made = !Directory.Exists(path);
        Directory.CreateDirectory(path);
        // Of several that find the folder empty at once, the one that makes this goes on, and the others touch nothing.
        if (LibC.MakeFolder(System.IO.Path.Combine(path, ".git")) == LibC.IsThere)
        {
            throw RepositoryFaults.Exists(path);
        }
        try
        {
            await CommitFirstAsync(path, name);
        }
        catch
        {
            // As it was: no folder, or an empty one.
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo inside)
                {
                    inside.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }
            if (made)
            {
                Directory.Delete(path);
            }
            throw;
        }
        if (isMade)
        {
            warn?.Invoke($"The server is called {name}, since none can be called {Quoted.Text(folder)} as the folder is. For another name, change name: in {StateFile.Path}, or use -Name (--name).");
        }
        return Open(path);
    }

    /// <summary>Opens the repository at a path, or above it.</summary>
    /// <exception cref="NotARepositoryException">There is none, or it has no commit with a state.yaml.</exception>
    /// <exception cref="StateFileException">state.yaml has a mistake.</exception>
    public static StateRepo Open(string path)
    {
        var repository = Locate(path);
        _ = repository.Name;
        return repository;
    }

    /// <summary>As <see cref="Open"/>, but state.yaml is looked for only when <see cref="Name"/> is asked for.</summary>
    /// <remarks>For what is decided from ids alone: reading YAML takes longer than all the rest of it.</remarks>
    /// <exception cref="NotARepositoryException">There is no repository, or it has no commit.</exception>
    public static StateRepo Locate(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var found = RepositoryFinder.Find(path)
            ?? throw new NotARepositoryException(path, Directory.Exists(path) ? "there is no Git repository there or above it" : "there is no such folder");
        using var store = GitStore.Open(found);
        var place = store.WorkTree ?? store.GitDirectory;
        // core.worktree of a repository's own configuration could have us write to any folder.
        if (store.WorkTree is { } workTree && !System.IO.Path.Exists(System.IO.Path.Combine(workTree, ".git")))
        {
            throw new NotARepositoryException(path, $"its configuration has the work tree elsewhere, in {workTree} (core.worktree), where no .git leads back to it");
        }
        var head = store.Head ?? throw new NotARepositoryException(place, "it has no commit yet");
        return new StateRepo(place, head, store.Branch);
    }

    /// <summary>The same repository as it is now.</summary>
    public StateRepo Refresh() => Open(Path);

    /// <summary>Clones a repository and fetches every dependency's objects, in parallel; dependencies are not checked out.</summary>
    /// <param name="url">The repository's URL, or an absolute path.</param>
    /// <param name="path">A folder that does not exist yet, or is empty.</param>
    /// <param name="reference">A branch or tag; the remote's HEAD when null.</param>
    /// <param name="progress">Is told which dependency is being fetched.</param>
    /// <param name="cancel">Stops it, and removes what was cloned.</param>
    public static async Task<StateRepo> ImportAsync(
        string url, string path, string? reference = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return await RepoImport.RunAsync(url, path, reference, progress, cancel);
    }

    /// <summary>
    /// Pulls from the remote that the branch follows, where there is one, and fetches the objects of every dependency that are
    /// missing, in parallel. Uncommitted changes stay as they are.
    /// </summary>
    /// <param name="progress">Is told what is being fetched.</param>
    /// <param name="cancel">Stops it; HEAD stays where it was.</param>
    /// <returns>The same repository as it is now.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotFastForward"/>: It and its remote each have commits that the other lacks; HEAD stays.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.UncommittedChanges"/>: A file that would be written holds changes of the user's; HEAD stays.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: A remote does not answer; HEAD stays.</exception>
    /// <exception cref="NotARepositoryException">It is bare, or the new commit is no server's.</exception>
    public Task<StateRepo> UpdateAsync(IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        FileFaults.GuardAsync(Path, () => RepoUpdate.RunAsync(this, progress, cancel));

    /// <summary>Says whether the commit is complete, or what is missing.</summary>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    public async Task<RepoTestResult> TestAsync(string? reference = null)
    {
        using var store = OpenStore();
        var commit = CommitOf(store, reference);
        var missing = await Completeness.FindMissingAsync(store, commit, cleanToo: reference is null, objectsToo: true);
        return new RepoTestResult(this, commit, missing.Count == 0, missing);
    }

    /// <summary>The names of its branches and tags, but of those that hold imports.</summary>
    public IReadOnlyList<string> ReferenceNames()
    {
        using var store = OpenStore();
        return [.. ((string[])["refs/heads/", "refs/tags/"])
            .SelectMany(prefix => store.References(prefix).Select(reference => reference.Name[prefix.Length..]))
            .Where(name => !name.StartsWith(StateNames.DependencyFolder, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The names of the components of HEAD.</summary>
    /// <exception cref="StateFileException">A file has a mistake.</exception>
    public IReadOnlyList<string> ComponentNames()
    {
        using var store = OpenStore();
        return [.. CommitContent.Read(store, CommitOf(store)).Components.Select(component => component.Name)];
    }

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    /// <summary>The commit that is meant.</summary>
    /// <param name="store">This repository, opened.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <exception cref="ReferenceNotFoundException">There is no such reference.</exception>
    internal string CommitOf(GitStore store, string? reference = null) => reference is null ? store.Head ?? Head : store.Resolve(reference);

    internal GitStore OpenStore() => GitStore.Open(Path);

    private string ReadName()
    {
        using var store = OpenStore();
        return CommitContent.ReadName(store, Head);
    }

    private static async Task CommitFirstAsync(string path, string name)
    {
        await GitProgram.TextAsync(null, ["init", "--quiet", "--initial-branch=main", "--", path]);
        using var store = GitStore.Open(path);
        using var held = await StateCommitter.LockAsync(store, CancellationToken.None);
        var commit = await StateCommitter.CommitAsync(store, $"Begin the server {name}", RepoTemplate.Files(name), CancellationToken.None);
        commit.RequireWhole();
    }
}
