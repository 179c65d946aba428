using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Rebuilds;

/// <summary>What was rolled out under one name, kept in the repository: one commit for each run, each with its report.</summary>
/// <remarks>
/// A run writes its entry when it begins, and again before it starts servers, before it stops servers, and at the end; each takes
/// the place of the one before. So one that is still <see cref="RebuildOutcome.Running"/> when nobody holds the lock was killed,
/// and says how far it came. Whoever may push can write entries too: those that a <see cref="RebuildRecord"/> does not lead to are
/// there to be looked at, and decide nothing.
/// </remarks>
/// <param name="repository">The repository.</param>
/// <param name="name">The name.</param>
internal sealed class RebuildHistory(StateRepo repository, string name)
{
    /// <summary>No more entries than these are read.</summary>
    public const int MostRead = 1000;

    private const string References = "refs/containerstate/rollouts/";
    private const string ReportFile = "report.json";
    private const int MostBytes = 16 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The reference that leads to the newest entry.</summary>
    public string Reference => References + name;

    /// <summary>The names that there is a history of. Other references there are not ours.</summary>
    public static IReadOnlyList<string> Names(StateRepo repository)
    {
        using var store = repository.OpenStore();
        return [.. store.References(References).Select(reference => reference.Name[References.Length..]).Where(RebuildOptions.IsName).Order(StringComparer.Ordinal)];
    }

    /// <summary>Where the history is now; null when there is none.</summary>
    public string? Find()
    {
        using var store = repository.OpenStore();
        return store.ReadReference(Reference);
    }

    /// <summary>True when the commit of an entry is there, and can be read.</summary>
    public bool Has(string? entry)
    {
        using var store = repository.OpenStore();
        try
        {
            return entry is not null && store.HasCommit(entry);
        }
        catch (ObjectDamagedException)
        {
            return false;
        }
    }

    /// <summary>Waits until all that is in the repository has reached the disk: what was rolled out, whoever committed it, is there after a power cut.</summary>
    public void Flush()
    {
        using var store = repository.OpenStore();
        Disk.FlushFilesystem(store.GitDirectory);
    }

    /// <summary>Entries in a row, the newest first.</summary>
    /// <param name="from">The first of them; none is read when null.</param>
    /// <param name="isBehind">True for the one that is not among them any more.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="fail">Is told of one that is no entry, which ends the row.</param>
    public IReadOnlyList<RebuildEntry> Read(string? from, Func<string, bool> isBehind, int most, Action<Exception> fail)
    {
        using var store = repository.OpenStore();
        var entries = new List<RebuildEntry>();
        try
        {
            for (var at = from; at is not null && !isBehind(at) && entries.Count < Math.Min(most, MostRead) && store.HasCommit(at); at = store.ParentsOf(at).FirstOrDefault())
            {
                entries.Add(new(at, ReadOne(store, at)));
            }
        }
        catch (ContainerStateException fault)
        {
            fail(fault);
        }
        return entries;
    }

    /// <summary>Makes the commit of an entry, which nothing leads to yet.</summary>
    /// <param name="report">The entry.</param>
    /// <param name="after">The entry before it; null when it is the first.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CommitAsync(RebuildReport report, string? after)
    {
        using var store = repository.OpenStore();
        var blob = store.WriteBlob(Encoding.UTF8.GetBytes(report.ToJson() + "\n"), lasting: true);
        var tree = store.WriteTree([new TreeItem(ReportFile, TreeItemKind.File, blob)]);
        var what = report.Commit.Length > 0 ? $" {CommitId.Short(report.Commit)}" : "";
        var entry = await StateCommitter.CommitTreeAsync(store, tree, after, $"{report.Kind} {name}: {report.Outcome}{what}", CancellationToken.None);
        store.Flush([tree, entry]);
        return entry;
    }

    /// <summary>Has the history lead to an entry.</summary>
    /// <remarks>Under a lock of its own: an update or an import has that of the repository for as long as it fetches.</remarks>
    /// <exception cref="UnsafeTreeException">Somebody else's reference is where it would be.</exception>
    public async Task PointAsync(string entry)
    {
        using var store = repository.OpenStore();
        using var held = await FileLock.TakeAsync(Path.Combine(store.GitDirectory, "containerstate", "rollouts-lock"), Reference, Patience, CancellationToken.None);
        if (store.References(Reference + "/") is [var (below, _), ..])
        {
            throw new UnsafeTreeException(repository.Path, below, $"no server can have that name, and it leaves no room for {Reference}", $"Remove it: git update-ref -d {below}.");
        }
        store.WriteReference(Reference, entry);
        store.Flush([], Reference);
    }

    private RebuildReport ReadOne(GitStore store, string commit)
    {
        var item = store.Find(store.TreeOf(commit), ReportFile);
        var report = item is { Kind: TreeItemKind.File } && store.BlobSize(item.Id) <= MostBytes ? RebuildEntry.Parse(store.ReadBlob(item.Id), name) : null;
        return report is not null
            ? report with { Path = repository.Path }
            : throw new UnsafeTreeException(repository.Path, Reference, $"the commit {CommitId.Short(commit)} is no entry of a history of roll-outs", $"To begin another history: git update-ref -d {Reference}.");
    }
}
