using System.Runtime.CompilerServices;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Processes;

namespace ContainerState.Servers;

/// <summary>The servers of this host: start, list, test, kill.</summary>
/// <remarks>Listing and looking change nothing; every other action first clears up what a command that was killed has left.</remarks>
public static class EphemeralServers
{
    private const int MostAtOnce = 500;

    /// <summary>Starts servers of one image; each is handed out as soon as its init runs, or its checks pass.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">How to start them.</param>
    /// <param name="progress">Is told of each server that is up.</param>
    /// <param name="cancel">Stops starting; what is not handed out yet is killed.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="InvalidNameException">A name, or something in the image's definition, is not usable.</exception>
    /// <exception cref="ServerExistsException">The name is in use.</exception>
    /// <exception cref="PortInUseException">A port to publish is taken.</exception>
    /// <exception cref="AddressesUsedUpException">There is no room for so many servers.</exception>
    /// <exception cref="ImageDamagedException">The image's file is missing or unreadable.</exception>
    /// <exception cref="HostNotReadyException">The host lacks something.</exception>
    /// <exception cref="ServerStartException">One did not come up; nothing of it is left.</exception>
    /// <exception cref="ServerNotReadyException">One runs, but its checks did not pass; it is left for looking at.</exception>
    public static async IAsyncEnumerable<EphemeralServer> StartAsync(
        ServerImage image,
        StartOptions options,
        IProgress<StepProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RequireRoot("Starting a server");
        if (options.Count is < 1 or > MostAtOnce)
        {
            throw new InvalidNameException("count", $"{options.Count}", $"1 to {MostAtOnce}");
        }
        var inputs = StartInputs.From(options);
        // The rest is cleared up where the servers are reserved, under the lock that both need.
        await LogRelays.TendAsync(cancel);
        await using var batch = await ServerBatch.BeginAsync(image, options, inputs, progress, cancel);
        await foreach (var server in batch.Started(cancel))
        {
            yield return server;
        }
    }

    /// <summary>The image that servers are to be started from: the newest of a name, or that of an id or its beginning.</summary>
    /// <exception cref="NotRootException">The caller is not root, whose store alone servers run from.</exception>
    /// <exception cref="ImageNotFoundException">There is none, or the beginning of an id fits more than one.</exception>
    public static ServerImage FindImage(string name)
    {
        RequireRoot("Starting a server");
        return ImageStore.FindOne(name);
    }

    /// <summary>The servers whose name matches, by name; all when the pattern is null. Damaged ones too.</summary>
    /// <param name="pattern">A name, or a pattern as <see cref="NamePattern"/> says.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    public static IReadOnlyList<EphemeralServer> List(string? pattern = null)
    {
        RequireRoot("Listing servers");
        var servers = new List<EphemeralServer>();
        var cgroups = CgroupHierarchy.ReadAll();
        var logs = new SpoolStates();
        foreach (var name in ServerRegistry.Names().Where(name => pattern is null || NamePattern.Matches(pattern, name)))
        {
            if (ServerRegistry.Read(name) is { } found)
            {
                servers.Add(Describe(name, found.Record, found.State, cgroups, logs));
            }
        }
        return servers;
    }

    /// <summary>The servers that a name or pattern means. Only a pattern may mean none.</summary>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is neither a pattern nor a name.</exception>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    public static IReadOnlyList<EphemeralServer> Find(string name) => NamePattern.Is(name) ? List(name) : [Get(name)];

    /// <summary>One server.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is no name.</exception>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    public static EphemeralServer Get(string name)
    {
        RequireRoot("Looking at a server");
        ContainerName.OfServerThatIs(name);
        return ServerRegistry.Read(name) is { } found
            ? Describe(name, found.Record, found.State, CgroupHierarchy.ReadAll(), new())
            : throw new ServerNotFoundException(name);
    }

    /// <summary>Runs the checks of state.yaml and our own.</summary>
    /// <param name="server">Which.</param>
    /// <param name="cancel">Ends them.</param>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">It does not run.</exception>
    public static async Task<ServerTestResult> TestAsync(EphemeralServer server, CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        return await ServerTester.TestAsync(RequireSame(server), cancel);
    }

    /// <summary>
    /// Tests servers for as long as they run: the first result of each, then every one in which another set of checks
    /// passed, and a failed one when it has ended.
    /// </summary>
    /// <param name="servers">Which.</param>
    /// <param name="interval">How long to wait between two tests of one server.</param>
    /// <param name="cancel">Ends it; it ends by itself when all servers have ended.</param>
    public static async IAsyncEnumerable<ServerTestResult> WatchAsync(
        IReadOnlyCollection<EphemeralServer> servers, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        await foreach (var result in ServerWatch.WatchAsync(servers, interval, cancel))
        {
            yield return result;
        }
    }

    /// <summary>Waits until the checks of state.yaml pass, however often each may be tried.</summary>
    /// <param name="server">Which.</param>
    /// <param name="patience">How long to wait; each check is tried at least once.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ServerNotReadyException">One did not pass in time.</exception>
    /// <exception cref="ServerNotRunningException">The server ended before.</exception>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    public static async Task WaitAsync(EphemeralServer server, TimeSpan patience, CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        await ServerWatch.WaitAsync(server, patience, cancel);
    }

    /// <summary>Kills everything in the server at once and clears up all that it had on the host.</summary>
    /// <param name="server">Which.</param>
    /// <param name="force">True to clear up a server whose state is damaged, too.</param>
    /// <param name="cancel">Stops waiting; the next command goes on.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">Its state is damaged, and <paramref name="force"/> is false.</exception>
    /// <exception cref="BusyException">Another process works on it, or it does not die.</exception>
    public static async Task StopAsync(EphemeralServer server, bool force = false, CancellationToken cancel = default)
    {
        await StopOneAsync(server, force, cancel);
        await ClearUpAsync(cancel);
    }

    /// <summary>The same, for one of many: the caller clears up, after the last. Not before: that would take away, too, what it is about to stop.</summary>
    internal static async Task StopOneAsync(EphemeralServer server, bool force, CancellationToken cancel)
    {
        RequireRoot("Stopping a server");
        using var hold = await ServerRegistry.TakeAsync(ContainerName.OfServerThatIs(server.Name), cancel);
        var found = ServerRegistry.Read(server.Name) ?? throw new ServerNotFoundException(server.Name);
        if (found.Record is { } record)
        {
            RequireSame(server, record.StartedUtc);
        }
        else if (!force)
        {
            throw new ServerNotRunningException(server.Name, nameof(ServerState.Damaged));
        }
        await ServerRegistry.RemoveAsync(server.Name, cancel);
    }

    /// <summary>Removes an image from the store, unless servers run from it.</summary>
    /// <param name="image">Which.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ImageInUseException">Servers run from it.</exception>
    /// <exception cref="ImageNotFoundException">It has gone.</exception>
    /// <remarks>Only root can ask who runs; but servers are root's, and run from root's store, not from another user's.</remarks>
    public static async Task RemoveImageAsync(ServerImage image, CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        ImageStore.Remove(image, Environment.IsPrivilegedProcess ? [.. List().Where(server => server.Image == image.Id).Select(server => server.Name)] : []);
    }

    /// <summary>A record, for those who ask.</summary>
    internal static EphemeralServer Describe(ServerRecord record, ServerState state, SpoolStates logs)
    {
        var spool = record.Spool is { } folder ? new LogSpool(folder) : null;
        var log = spool is null ? null : logs.Of(spool);
        return new()
        {
            Name = record.Name,
            State = state,
            Image = record.Image,
            Commit = record.Commit,
            Address = record.Address,
            Network = record.Network,
            ProcessId = state == ServerState.Running ? record.Processes!.Init.Id : 0,
            StartedUtc = record.StartedUtc,
            Runtime = record.Runtime,
            ConsolePath = spool?.Console.Path ?? ContainerFiles.Console(ServerRegistry.Folder(record.Name)),
            SyslogPath = spool?.Syslog.Path ?? "",
            LogServer = log?.Server,
            LogWaitingBytes = log?.WaitingBytes ?? 0,
            LogFault = log?.Fault,
            FirstUserId = record.FirstUserId,
            Definition = record.Definition,
            Supervisor = record.Supervisor,
        };
    }

    private static EphemeralServer Describe(string name, ServerRecord? record, ServerState state, IReadOnlyList<CgroupHierarchy> cgroups, SpoolStates logs) =>
        record is not null
            ? Describe(record, state, logs) with { Usage = state == ServerState.Running ? ServerUsage.Read(name, cgroups) : null }
            : new() { Name = name, State = state, Image = "", Address = "", ConsolePath = ContainerFiles.Console(ServerRegistry.Folder(name)) };

    /// <summary>The server as it is now.</summary>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">It does not run.</exception>
    internal static EphemeralServer RequireSame(EphemeralServer server)
    {
        var now = Get(server.Name);
        RequireSame(server, now.StartedUtc);
        return now.State == ServerState.Running ? now : throw new ServerNotRunningException(now.Name, now.State.ToString());
    }

    // An object from before must not reach a server that has its name by now.
    private static void RequireSame(EphemeralServer server, DateTime startedUtc)
    {
        if (server.StartedUtc != default && startedUtc != default && server.StartedUtc != startedUtc)
        {
            throw new ServerNotFoundException(server.Name);
        }
    }

    /// <summary>Ends what commands that were killed have left, and looks after the logs on their way to log servers.</summary>
    internal static async Task ClearUpAsync(CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        if (ServerRegistry.NeedsSweep())
        {
            using var hold = await ServerRegistry.LockAsync(cancel);
            await ServerRegistry.SweepAsync(cancel);
        }
        await LogRelays.TendAsync(cancel);
    }

    private static void RequireRoot(string action)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new NotRootException(action);
        }
    }
}
