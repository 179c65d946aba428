using System.Runtime.CompilerServices;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>The servers of a host: start, list, test, kill.</summary>
/// <remarks>Listing and looking change nothing; every other action first clears up what a command that was killed has left.</remarks>
public sealed class EphemeralServers(Host host)
{
    private readonly RegisteredServers _servers = RegisteredServers.Of(host);
    private readonly ImageStore _images = new(host);

    /// <summary>Starts servers of one image; each is handed out as soon as its init runs, or its checks pass.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">How to start them.</param>
    /// <param name="progress">Is told of each server that is up.</param>
    /// <param name="unready">Is told of each server that was waited for in vain, as it is now, and why. When null, the first such fault is thrown at the end.</param>
    /// <param name="warn">Is told what keeps no server from starting and somebody should know: what others have left and cannot be cleared up.</param>
    /// <param name="cancel">Stops starting; what is not handed out yet is killed.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">A name, or something in the image's definition, is not usable.</exception>
    /// <exception cref="ServerExistsException">The name is in use.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PortInUse"/>: A port to publish is taken.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.AddressesUsedUp"/>: There is no room for so many servers.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: A layer of the image is missing, or is not what was recorded.</exception>
    /// <exception cref="HostNotReadyException">The host lacks something.</exception>
    /// <exception cref="ServerStartException">One did not come up; nothing of it is left.</exception>
    /// <exception cref="ServerNotReadyException">One runs, but its checks did not pass; it is left for looking at, unless the options say to stop it.</exception>
    /// <exception cref="ServerNotRunningException">One ended before its checks passed; it is left as well.</exception>
    /// <exception cref="ServerNotFoundException">One was stopped by somebody else before its checks passed.</exception>
    public async IAsyncEnumerable<EphemeralServer> StartAsync(
        ServerImage image,
        StartOptions options,
        IProgress<StepProgress>? progress = null,
        Action<EphemeralServer, ContainerStateException>? unready = null,
        Action<string>? warn = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RequireRoot("Starting a server");
        await foreach (var server in _servers.StartAsync(image, options, progress, unready, warn, cancel))
        {
            yield return server;
        }
    }

    /// <summary>The image that servers are to be started from: the newest of a name, or that of an id or its beginning.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root, whose store alone servers run from.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is none, or the beginning of an id fits more than one.</exception>
    public ServerImage FindImage(string name)
    {
        RequireRoot("Starting a server");
        return _images.FindOne(name);
    }

    /// <summary>The images that servers are to be started from: as <see cref="FindImage"/>, and of a pattern the newest image of each name that matches.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root, whose store alone servers run from.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: There is none, or the beginning of an id fits more than one. A pattern may match none.</exception>
    public IReadOnlyList<ServerImage> FindImages(string name)
    {
        RequireRoot("Starting a server");
        return NamePattern.Is(name) ? [.. _images.Find(name).DistinctBy(image => image.Name)] : [FindImage(name)];
    }

    /// <summary>The servers whose name matches, by name; all when the pattern is null. Damaged ones too.</summary>
    /// <param name="pattern">A name, or a pattern as <see cref="NamePattern"/> says.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public IReadOnlyList<EphemeralServer> List(string? pattern = null)
    {
        RequireRoot("Listing servers");
        return _servers.List(pattern);
    }

    /// <summary>The servers that a name, in any case, or a pattern means. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is neither a pattern nor a name.</exception>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    public IReadOnlyList<EphemeralServer> Find(string name)
    {
        RequireRoot("Looking at a server");
        return NamePattern.Is(name) ? List(name) : [Get(ContainerName.AsTyped(name))];
    }

    /// <summary>The last servers that ended, and were stopped or cleared up: those whose name matches, the last that was started first.</summary>
    /// <param name="pattern">A name, or a pattern as <see cref="NamePattern"/> says; all when null.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public IReadOnlyList<EphemeralServer> ListEnded(string? pattern = null)
    {
        RequireRoot("Listing servers");
        return new EndedServers(_servers.Host).List(pattern);
    }

    /// <summary>One server.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">That is no name.</exception>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    public EphemeralServer Get(string name)
    {
        RequireRoot("Looking at a server");
        return _servers.Get(name);
    }

    /// <summary>Runs the checks of state.yaml and our own.</summary>
    /// <param name="server">Which.</param>
    /// <param name="ended">Is told when it does not run; the result says so too. When null, that is thrown.</param>
    /// <param name="cancel">Ends them.</param>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">It does not run.</exception>
    public Task<ServerTestResult> TestAsync(EphemeralServer server, Action<ContainerStateException>? ended = null, CancellationToken cancel = default)
    {
        RequireRoot("Testing a server");
        return _servers.TestAsync(server, ended, cancel);
    }

    /// <summary>
    /// Tests servers for as long as they run: the first result of each, then every one in which another set of checks
    /// passed, and a failed one when it has ended.
    /// </summary>
    /// <param name="servers">Which.</param>
    /// <param name="interval">How long to wait between two tests of one server.</param>
    /// <param name="cancel">Ends it; it ends by itself when all servers have ended.</param>
    public IAsyncEnumerable<ServerTestResult> WatchAsync(IReadOnlyCollection<EphemeralServer> servers, TimeSpan interval, CancellationToken cancel = default)
    {
        RequireRoot("Testing a server");
        return _servers.WatchAsync(servers, interval, cancel);
    }

    /// <summary>
    /// Follows the logs of servers at the same time: the lines so far, and then each new one, each with its server, until all
    /// servers have ended and all that they wrote was read.
    /// </summary>
    /// <param name="servers">Which, as <see cref="ServerLogFinder"/> finds them.</param>
    /// <param name="source">Which of a server's logs.</param>
    /// <param name="tail">Only so many of the last lines so far of each; all when null.</param>
    /// <param name="sinceUtc">Only lines that were read at or after it; all when null.</param>
    /// <param name="unreadable">Is told of each server whose log cannot be read, and why. When null, the first such fault is thrown at the end.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public IAsyncEnumerable<ServerLogLine> FollowAsync(
        IReadOnlyCollection<EphemeralServer> servers,
        LogSource source,
        int? tail = null,
        DateTime? sinceUtc = null,
        Action<EphemeralServer, ContainerStateException>? unreadable = null,
        CancellationToken cancel = default)
    {
        RequireRoot("Reading a server's log");
        return new LogFollower(_servers.Registry).FollowAsync(servers, source, tail, sinceUtc, unreadable, cancel);
    }

    /// <summary>Waits until the checks of state.yaml pass, however often each may be tried.</summary>
    /// <param name="server">Which.</param>
    /// <param name="patience">How long to wait; each check is tried at least once.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ServerNotReadyException">One did not pass in time.</exception>
    /// <exception cref="ServerNotRunningException">The server ended before.</exception>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    public Task WaitAsync(EphemeralServer server, TimeSpan patience, CancellationToken cancel = default)
    {
        RequireRoot("Waiting for a server");
        return _servers.WaitAsync(server, patience, cancel);
    }

    /// <summary>Kills everything in the server at once and clears up all that it had on the host.</summary>
    /// <param name="server">Which.</param>
    /// <param name="force">True to clear up a server whose state is damaged, too.</param>
    /// <param name="cancel">Stops waiting; the next command goes on.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">Its state is damaged, and <paramref name="force"/> is false.</exception>
    /// <exception cref="BusyException">Another process works on it, or it does not die.</exception>
    public Task StopAsync(EphemeralServer server, bool force = false, CancellationToken cancel = default)
    {
        RequireRoot("Stopping a server");
        return _servers.StopAsync(server, force, cancel);
    }

    /// <summary>Removes an image from the store, unless servers run from it.</summary>
    /// <param name="image">Which.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageInUse"/>: Servers run from it.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: It has gone.</exception>
    /// <remarks>Only root can ask who runs; but servers are root's, and run from root's store, not from another user's.</remarks>
    public async Task RemoveImageAsync(ServerImage image, CancellationToken cancel = default)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await _servers.ClearUpAsync(cancel);
        }
        await _images.RemoveAsync(image, Environment.IsPrivilegedProcess ? [.. List().Where(server => server.Image == image.Id).Select(server => server.Name)] : [], cancel);
    }

    /// <summary>Servers are root's.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    internal static void RequireRoot(string action)
    {
        Root.Require(action);
    }
}
