using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.Supervisors;

/// <summary>Keeps a number of healthy servers of an image, for as long as it runs. The servers do not depend on it.</summary>
public sealed class ServerSupervisor(Host host)
{
    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="options">What to keep alive.</param>
    /// <param name="say">Is told each event, one at a time.</param>
    /// <param name="cancel">Ends it, without an error; the servers go on.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    /// <exception cref="BusyException">Another supervisor of that name runs.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Busy"/>: A rebuild of that name is going on, or servers of one run.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: No commit of the reference has been built, and no server runs.</exception>
    /// <exception cref="ReferenceNotFoundException">There is no such reference.</exception>
    public async Task RunAsync(SupervisorOptions options, Action<SupervisorEvent> say, CancellationToken cancel)
    {
        Root.Require("Supervising servers");
        options.Check();
        new VolumeStore(host).RequireShared(VolumeUse.ParseAll(options.Start.Volumes), VolumeHolders.BySupervisor);
        // Once: a file may be gone, or another, when a server is replaced.
        options = options with { Start = await SecretSource.ReadFilesAsync(options.Start, cancel) };
        host.MakeRunFolders();
        using var hold = FileLock.TryTake(SupervisorTally.LockOf(host, options.Name))
            ?? throw new BusyException($"The supervisor name {options.Name}", "another supervisor");
        var servers = RegisteredServers.Of(host);
        SupervisorRivals.Refuse(servers, options.Name);
        using var systemd = SystemdNotifier.Open();
        var run = new SupervisorRun(servers, options, say, systemd);
        await run.RunAsync(cancel);
    }
}
