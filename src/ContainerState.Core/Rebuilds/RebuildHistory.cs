using System.Text;
using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Rebuilds;

/// <summary>What was rolled out under one name, kept in the repository: one commit for each run, each with its report.</summary>
/// <remarks>
/// A run writes its entry when it begins, and again before it starts servers, before it stops servers, and at the end; each takes
/// the place of the one before. So one that is still <see cref="RebuildOutcome.Running"/> when nobody holds the lock was killed,
/// and says how far it came.
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

    private string Reference => References + name;

    /// <summary>The names that there is a history of.</summary>
    public static IReadOnlyList<string> Names(StateRepo repository)
    {
        using var store = repository.OpenStore();
        return [.. store.References(References).Select(reference => reference.Name[References.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>The last entries, the newest first.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<(string Id, RebuildReport Report)> Read(int most = MostRead)
    {
        using var store = repository.OpenStore();
        var entries = new List<(string, RebuildReport)>();
        for (var at = store.ReadReference(Reference); at is not null && entries.Count < Math.Min(most, MostRead); at = store.ParentsOf(at).FirstOrDefault())
        {
            if (!store.HasCommit(at))
            {
                break;
            }
            entries.Add((at, ReadOne(store, at)));
        }
        return entries;
    }

    /// <summary>Writes an entry as the newest.</summary>
    /// <param name="report">The entry.</param>
    /// <param name="after">The entry before it; null when it is the first.</param>
    /// <returns>Its id.</returns>
    public async Task<string> WriteAsync(RebuildReport report, string? after)
    {
        using var store = repository.OpenStore();
        using var held = await StateCommitter.LockAsync(store, CancellationToken.None);
        var blob = store.WriteBlob(Encoding.UTF8.GetBytes(report.ToJson() + "\n"));
        var tree = store.WriteTree([new TreeItem(ReportFile, TreeItemKind.File, blob)]);
        var what = report.Commit.Length > 0 ? $" {CommitId.Short(report.Commit)}" : "";
        var commit = await StateCommitter.CommitTreeAsync(store, tree, after, $"{report.Kind} {name}: {report.Outcome}{what}", CancellationToken.None);
        store.WriteReference(Reference, commit);
        return commit;
    }

    // What an entry leaves out is null to the generated reader, whatever its type says; any other null is refused where it is written.
    private static RebuildReport Whole(RebuildReport read)
    {
        var report = read with
        {
            Runs = Math.Max(1, read.Runs),
            Commit = read.Commit ?? "",
            Image = read.Image ?? "",
            PreviousCommit = read.PreviousCommit ?? "",
            PreviousImage = read.PreviousImage ?? "",
            Generation = read.Generation ?? "",
            Servers = [.. read.Servers.OfType<string>()],
            PreviousServers = [.. read.PreviousServers.OfType<string>()],
            Steps = [.. read.Steps.OfType<RebuildStep>()],
            Updates = [.. read.Updates.OfType<RebuildUpdate>()],
            Tests = [.. read.Tests.OfType<RebuildTest>()],
            Log = [.. read.Log.OfType<RebuildLogLine>()],
        };
        _ = report.ToJson();
        return report;
    }

    // Anybody who may write to the repository may write an entry.
    private RebuildReport ReadOne(GitStore store, string commit)
    {
        var item = store.Find(store.TreeOf(commit), ReportFile);
        if (item is { Kind: TreeItemKind.File } && store.BlobSize(item.Id) <= MostBytes)
        {
            try
            {
                var report = JsonSerializer.Deserialize(store.ReadBlob(item.Id), RebuildJson.Default.RebuildReport);
                if (report is not null && report.Name == name)
                {
                    return Whole(report) with { Path = repository.Path };
                }
            }
            catch (JsonException)
            {
                // Said below.
            }
        }
        throw new UnsafeTreeException(repository.Path, Reference, $"the commit {CommitId.Short(commit)} is no entry of a history of roll-outs", $"To begin another history: git update-ref -d {Reference}.");
    }
}
