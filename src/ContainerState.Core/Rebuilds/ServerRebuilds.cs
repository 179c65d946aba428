using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Repositories;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.Rebuilds;

/// <summary>Replaces running servers with those of another commit, if these pass their tests, and keeps a history of that.</summary>
public sealed class ServerRebuilds
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    private readonly RegisteredServers _servers;

    /// <summary>Those of a host.</summary>
    public ServerRebuilds(Host host)
        : this(RegisteredServers.Of(host))
    {
    }

    /// <summary>Those of a registry.</summary>
    internal ServerRebuilds(RegisteredServers servers) => _servers = servers;

    private Host Host => _servers.Host;

    /// <summary>Where schedules are; where systemd and cron look when null.</summary>
    internal string? UnitFolder { get; init; }

    /// <summary>Servers of the newest commit: update, build, start beside the old ones, test, and stop the old ones, or the new ones.</summary>
    /// <param name="options">What is rebuilt, and how.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="warn">Is told what somebody should know and what does not stop it.</param>
    /// <param name="cancel">Stops it; new servers are stopped, and the old ones stay.</param>
    /// <returns>The report, also of a run that failed.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    /// <exception cref="BusyException">Another run of that name is going on.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Busy"/>: A supervisor of that name looks after the servers, or they are another repository's.</exception>
    public Task<RebuildReport> RebuildAsync(
        RebuildOptions options, IProgress<StepProgress>? progress = null, Action<string>? warn = null, CancellationToken cancel = default)
    {
        Root.Require("Rebuilding servers");
        return AloneAsync(options, ready => new RebuildRun(_servers, ready, progress, warn).RebuildAsync(cancel), cancel);
    }

    /// <summary>Servers of an earlier commit, in the same way. It holds: a rebuild does not roll out again what it took back.</summary>
    /// <param name="options">As for a rebuild.</param>
    /// <param name="reference">A branch, tag or commit; when null, the last one before the current whose servers passed their tests.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="warn">Is told what somebody should know and what does not stop it.</param>
    /// <param name="cancel">Stops it; new servers are stopped, and the old ones stay.</param>
    /// <inheritdoc cref="RebuildAsync"/>
    public Task<RebuildReport> RestoreAsync(
        RebuildOptions options, string? reference, IProgress<StepProgress>? progress = null, Action<string>? warn = null, CancellationToken cancel = default)
    {
        Root.Require("Restoring servers");
        return AloneAsync(options, ready => new RebuildRun(_servers, ready, progress, warn).RestoreAsync(reference, cancel), cancel);
    }

    /// <summary>The history: the last runs of each name that matches, the newest first; what this host wrote before what others wrote.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">A name, or a pattern as <see cref="NamePattern"/> says; all when null.</param>
    /// <param name="most">How many of each at most.</param>
    /// <param name="warn">Is told what somebody should know.</param>
    /// <param name="fail">Is told of a history that somebody else has spoilt; it is thrown when null.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root, who alone knows what is going on.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RebuildNotFound"/>: There is no history of that name. Only a pattern may mean none.</exception>
    public IReadOnlyList<RebuildReport> List(
        StateRepo repository, string? name = null, int most = RebuildHistory.MostRead, Action<string>? warn = null, Action<Exception>? fail = null)
    {
        Root.Require("Listing rebuilds");
        return ListAll(repository, name, most, warn, fail);
    }

    /// <summary>The same, for whoever may look.</summary>
    internal IReadOnlyList<RebuildReport> ListAll(StateRepo repository, string? name, int most, Action<string>? warn = null, Action<Exception>? fail = null) =>
        [.. NamesOf(repository, name).SelectMany(known => ListOne(repository, known, most, warn, fail ?? (fault => throw fault)))];

    private static IReadOnlyList<string> NamesOf(StateRepo repository, string? name)
    {
        var found = RebuildHistory.Names(repository).Where(known => name is null || (NamePattern.Is(name) ? NamePattern.Matches(name, known) : known == ContainerName.AsTyped(name))).ToList();
        return found.Count > 0 || name is null || NamePattern.Is(name) ? found : throw RebuildFaults.NoHistory(repository.Path, name);
    }

    /// <summary>Runs while nobody else does under that name.</summary>
    internal async Task<RebuildReport> AloneAsync(RebuildOptions options, Func<RebuildOptions, Task<RebuildReport>> run, CancellationToken cancel)
    {
        options.Check();
        new VolumeStore(Host).RequireShared(VolumeUse.ParseAll(options.Start.Volumes), "new servers are started beside the old ones");
        options = options with { Start = await SecretSource.ReadFilesAsync(options.Start, cancel) };
        Host.MakeRunFolders();
        using var hold = await TakeAsync(options.Name, cancel);
        if (FileLock.IsTaken(Path.Combine(Host.Supervisors, options.Name + ".lock")) || new RebuildServers(_servers, options.Name).AreSupervised())
        {
            throw RebuildFaults.Supervised(options.Name);
        }
        if (!options.Force)
        {
            await RefuseOthersAsync(options, cancel);
        }
        return await run(options);
    }

    // Two repositories with one name would stop each other's servers.
    private async Task RefuseOthersAsync(RebuildOptions options, CancellationToken cancel)
    {
        using var store = options.Repository.OpenStore();
        var strangers = new RebuildServers(_servers, options.Name).List().Where(server => server.State == ServerState.Running && server.Commit.Length > 0 && !store.HasCommit(server.Commit));
        if (strangers.FirstOrDefault() is { } stranger)
        {
            throw RebuildFaults.OthersServers(options.Repository.Path, options.Name, stranger.Name, stranger.Commit);
        }
        var scheduled = await RebuildRegistrar.ListAsync(options.Name, UnitFolder, cancel);
        if (scheduled.FirstOrDefault(one => one.Repository.Length > 0 && one.Repository != options.Repository.Path) is { } other)
        {
            throw RebuildFaults.ScheduledElsewhere(other.Name, other.Scheduler, other.Repository, other.Path, orForce: true);
        }
    }

    // One that was killed while it started a program has the lock for a moment longer.
    private async Task<FileLock> TakeAsync(string name, CancellationToken cancel)
    {
        try
        {
            return await FileLock.TakeAsync(LockOf(name), name, Patience, cancel);
        }
        catch (BusyException)
        {
            throw new BusyException($"The name {name}", "another rebuild or restore");
        }
    }

    private List<RebuildReport> ListOne(StateRepo repository, string name, int most, Action<string>? warn, Action<Exception> fail)
    {
        // Before the history is read: a run that ends in between has written how.
        var isGoingOn = FileLock.IsTaken(LockOf(name));
        var history = new RebuildHistory(repository, name);
        var record = RebuildRecord.Read(Host, repository, name, warn);
        var own = history.Read(record?.Last, id => id == record?.Behind, most, fail);
        var ids = own.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        // Where the reference leads to what we wrote, the others' are behind that.
        var from = history.Find() is { } now && now != record?.Last && now != record?.Reference ? now : record?.Behind;
        var others = own.Count < most ? history.Read(from, ids.Contains, most - own.Count, fail) : [];
        if (others.Count > 0)
        {
            warn?.Invoke($"{others.Count} of the entries of {name} were not written by this host (own: false). They decide nothing here.");
        }
        return
        [
            .. own.Select((entry, i) => Told(entry.Report with { Own = true }, i == 0 && isGoingOn)),
            .. others.Select(entry => Told(entry.Report, isGoingOn: false)),
        ];
    }

    private static RebuildReport Told(RebuildReport report, bool isGoingOn) =>
        report.Outcome != RebuildOutcome.Running || isGoingOn ? report : report with { Outcome = RebuildOutcome.Interrupted };

    private string LockOf(string name) => Path.Combine(Host.Rebuilds, name + ".lock");
}
