using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>A repository beside another, for one fetch: it knows what the other has, and takes what comes.</summary>
/// <remarks>
/// So a git that is killed while it fetches leaves nothing in the other one, and who only looks at what a remote has changes
/// nothing. The layout is that of gitrepository-layout(5).
/// </remarks>
internal sealed class FetchPlace : IDisposable
{
    private readonly WorkFolder _folder;
    private readonly HashSet<string> _shallowBefore;

    private FetchPlace(WorkFolder folder, HashSet<string> shallow)
    {
        _folder = folder;
        _shallowBefore = shallow;
    }

    /// <summary>Its Git directory.</summary>
    public string Path => _folder.Path;

    /// <summary>The commits here whose parents are not, though they have some.</summary>
    public IReadOnlySet<string> Shallow => ReadShallow(Path);

    /// <summary>Makes one.</summary>
    /// <param name="work">Where it goes, in a folder of its own. To take over what came, it must be on the same filesystem as the other repository.</param>
    /// <param name="repository">The other repository; null where there is none.</param>
    public static FetchPlace Make(WorkFolder work, string? repository)
    {
        try
        {
            foreach (var part in (string[])["objects/info", "objects/pack", "refs"])
            {
                Directory.CreateDirectory(System.IO.Path.Combine(work.Path, part));
            }
            File.WriteAllText(System.IO.Path.Combine(work.Path, "HEAD"), "ref: refs/heads/none\n");
            return new FetchPlace(work, repository is null ? [] : Borrow(work.Path, repository));
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>Makes one where what came can be moved into the other repository from.</summary>
    public static FetchPlace Make(string repository) => Make(WorkFolder.Create(System.IO.Path.Combine(OwnerOf(repository), "containerstate", "work")), repository);

    /// <summary>Runs <c>git fetch</c> in it.</summary>
    /// <param name="arguments">Options, <c>--</c>, the URL and what to fetch.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<ProgramResult> FetchAsync(IEnumerable<string> arguments, CancellationToken cancel) => GitProgram.TryRunAsync(
        Path,
        // Packs can be moved, and files of one object each cannot be told from others. Submodules are fetched by us, each into a view of its own.
        ["-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", .. arguments],
        diesWithUs: true,
        cancel: cancel);

    /// <summary>True when a commit is here, or in the repository beside it.</summary>
    public bool Has(string commit)
    {
        using var store = GitStore.Open(Path);
        return store.HasCommit(commit);
    }

    /// <summary>Moves what came into the other repository. Nothing there points to it yet.</summary>
    /// <param name="repository">The other repository.</param>
    public void MoveTo(string repository)
    {
        var common = System.IO.Path.GetDirectoryName(PlainView.ObjectsOf(repository))!;
        var after = Shallow;
        if (!_shallowBefore.SetEquals(after))
        {
            // First, since a commit without its parents that is not in this list counts as damage; the other way round it does not.
            WriteShallow(common, [.. ReadShallow(common).Except(_shallowBefore.Except(after)).Union(after)]);
        }
        PackFiles.MoveAll(System.IO.Path.Combine(Path, "objects"), common);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // Of a submodule's store, the repository that it is in, however deep: whose commands clear up what a killed one left.
    private static string OwnerOf(string repository)
    {
        var owner = repository;
        for (var at = System.IO.Path.GetDirectoryName(repository); at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            if (System.IO.Path.GetFileName(at) == "modules" && System.IO.Path.GetDirectoryName(at) is { } above && File.Exists(System.IO.Path.Combine(above, "HEAD")) && Directory.Exists(System.IO.Path.Combine(above, "objects")))
            {
                owner = above;
            }
        }
        return owner;
    }

    private static HashSet<string> Borrow(string place, string repository)
    {
        var objects = PlainView.ObjectsOf(repository);
        File.WriteAllText(System.IO.Path.Combine(place, "objects", "info", "alternates"), objects + "\n");
        var shallow = ReadShallow(System.IO.Path.GetDirectoryName(objects)!);
        WriteShallow(place, shallow);
        // What it points to is what the remote is told that we have.
        using var store = GitStore.Open(repository);
        var known = store.References("refs/").Where(reference => CommitId.IsWhole(reference.Id));
        File.WriteAllText(System.IO.Path.Combine(place, "packed-refs"), string.Concat(known.Select(reference => $"{reference.Id} {reference.Name}\n")));
        return shallow;
    }

    private static HashSet<string> ReadShallow(string common) =>
        File.Exists(System.IO.Path.Combine(common, "shallow")) ? [.. File.ReadLines(System.IO.Path.Combine(common, "shallow"))] : [];

    private static void WriteShallow(string common, IReadOnlyCollection<string> commits)
    {
        var file = System.IO.Path.Combine(common, "shallow");
        if (commits.Count > 0)
        {
            WholeFile.Write(file, System.Text.Encoding.ASCII.GetBytes(string.Concat(commits.Order(StringComparer.Ordinal).Select(id => id + "\n"))));
        }
        else
        {
            File.Delete(file);
        }
    }
}
