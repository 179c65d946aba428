using ContainerState.Errors;
using ContainerState.Hosts;

namespace ContainerState.Supervisors;

/// <summary>Keeps so many healthy servers of an image, for as long as it runs. The servers do not depend on it.</summary>
public static class ServerSupervisor
{
    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="options">What to keep alive.</param>
    /// <param name="say">Is told each event, one at a time.</param>
    /// <param name="cancel">Ends it, without an error; the servers go on.</param>
    /// <exception cref="NotRootException">The caller is not root.</exception>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    /// <exception cref="BusyException">Another supervisor of that name runs.</exception>
    /// <exception cref="ImageNotFoundException">No commit of the reference has been built, and no server runs.</exception>
    /// <exception cref="ReferenceNotFoundException">There is no such reference.</exception>
    public static async Task RunAsync(SupervisorOptions options, Action<SupervisorEvent> say, CancellationToken cancel)
    {
        options.Check();
        if (!Environment.IsPrivilegedProcess)
        {
            throw new NotRootException("Supervising servers");
        }
        HostPaths.MakeRunFolders();
        using var hold = FileLock.TryTake(Path.Combine(HostPaths.Supervisors, options.Name + ".lock"))
            ?? throw new BusyException($"The supervisor name {options.Name}", "another supervisor");
        using var systemd = SystemdNotifier.Open();
        var run = new SupervisorRun(options, say, systemd);
        await run.RunAsync(cancel);
    }
}
