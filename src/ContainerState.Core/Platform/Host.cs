namespace ContainerState.Platform;

/// <summary>This host, as far as we keep anything on it: the few folders that the product writes outside of repositories, and the lock over what is shared.</summary>
/// <param name="home">What stays: images, layers, logs.</param>
/// <param name="run">What lives no longer than the host's uptime: servers, mounts, the address pool.</param>
public sealed class Host(string home, string run)
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Pass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode RunMode = Own | Pass;
    private const string RootsHome = "/var/lib/containerstate";
    private const string RootsRun = "/run/containerstate";

    /// <summary>
    /// The host that we run on. What stays is in CONTAINERSTATE_HOME, else in <c>/var/lib/containerstate</c> for root and in the user's
    /// own data folder for others.
    /// </summary>
    public static Host Local()
    {
        var home = Environment.GetEnvironmentVariable("CONTAINERSTATE_HOME");
        if (string.IsNullOrEmpty(home))
        {
            home = Environment.IsPrivilegedProcess
                ? RootsHome
                : Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                    "containerstate");
        }
        return new(Path.GetFullPath(home), RootsRun);
    }

    /// <summary>What stays.</summary>
    public string Home => home;

    /// <summary>One folder for each image, named by its tree id.</summary>
    public string Images => Path.Combine(Home, "images");

    /// <summary>One squashfs for each tree that servers and build containers are made of, named by the tree's id.</summary>
    public string Layers => Path.Combine(Home, "layers");

    /// <summary>What build steps said, one file for each key.</summary>
    public string BuildLogs => Path.Combine(Home, "logs");

    /// <summary>One file for each Debian package that an import fetched, named by its SHA-256.</summary>
    public string Packages => Path.Combine(Home, "packages");

    /// <summary>One file for each list of Debian packages that an import fetched, named by its SHA-256; and locks.</summary>
    public string PackageLists => Path.Combine(Home, "lists");

    /// <summary>One file for each of the last servers that ended.</summary>
    internal string Ended => Path.Combine(Home, "ended");

    /// <summary>One folder for each log server: the relay to it, and what waits for it.</summary>
    public string Relays => Path.Combine(Home, "relays");

    /// <summary>One folder for each volume, named by it.</summary>
    public string Volumes => Path.Combine(Home, "volumes");

    /// <summary>One file for each name whose servers are rebuilt from a repository: what this host knows of that.</summary>
    internal string RebuildRecords => Path.Combine(Home, "rebuilds");

    /// <summary>What is being made; a folder here belongs to the process that holds its lock.</summary>
    public string Work => Path.Combine(Home, "work");

    /// <summary>What lives no longer than the host's uptime: servers, mounts, the address pool.</summary>
    public string Run => run;

    /// <summary>The clock: for what people are told, and never for what is in an image.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What has the kernel check layers as they are read.</summary>
    internal IFileVerity Verity { get; init; } = new KernelVerity();

    /// <summary>One folder for each server, named by it.</summary>
    public string Servers => Path.Combine(Run, "servers");

    /// <summary>One mount point for each image that servers run from.</summary>
    public string Mounts => Path.Combine(Run, "mounts");

    /// <summary>One mount point for each layer of those, named by it.</summary>
    internal string LayerMounts => Path.Combine(Run, "layers");

    /// <summary>One folder for each server that is being started: its root, until the server has it.</summary>
    internal string Roots => Path.Combine(Run, "roots");

    /// <summary>One lock for each supervisor, named by it.</summary>
    internal string Supervisors => Path.Combine(Run, "supervisors");

    /// <summary>One lock for each name whose servers are rebuilt, named by it.</summary>
    internal string Rebuilds => Path.Combine(Run, "rebuilds");

    /// <summary>One folder for each build container, named by its number.</summary>
    internal string Builds => Path.Combine(Run, "builds");

    /// <summary>One folder for each server that is being started with inputs: a tmpfs, until the server has it.</summary>
    internal string Inputs => Path.Combine(Run, "inputs");

    /// <summary>One file for each server in a group, named by it: its /etc/hosts.</summary>
    internal string Groups => Path.Combine(Run, "groups");

    /// <summary>One folder for each server that has /dev/log, which its root alone may pass.</summary>
    internal string Sockets => Path.Combine(Run, "sockets");

    /// <summary>One file for each number in use; an id range, an address and a device name follow from a number.</summary>
    internal string Slots => Path.Combine(Run, "slots");

    /// <summary>One file for each image or layer whose bytes were looked at: since the boot by root, and by others in their own folder.</summary>
    internal string Checked => Path.Combine(Environment.IsPrivilegedProcess ? Run : Home, "checked");

    /// <summary>Takes the lock that whoever changes what servers share (names, slots, mounts, the bridge) holds meanwhile.</summary>
    internal Task<FileLock> LockAsync(CancellationToken cancel) => FileLock.TakeAsync(LockFile, "The list of servers", cancel);

    /// <summary>True while somebody changes what servers share.</summary>
    internal bool IsLocked() => FileLock.IsTaken(LockFile);

    private string LockFile => Path.Combine(Run, "lock");

    /// <summary>Makes the folders below <see cref="Run"/>. What is in them is for root alone: consoles and environments.</summary>
    internal void MakeRunFolders()
    {
        Make(Run, RunMode);
        // LXC insists that a container's root, who is nobody here, can pass the folder that the container's own is in.
        Make(Servers, Own | Pass);
        Make(Mounts, Own);
        Make(LayerMounts, Own);
        Make(Roots, Own | Pass);
        Make(Slots, Own);
        Make(Builds, Own | Pass);
        Make(Inputs, Own | Pass);
        Make(Groups, Own | Pass);
        Make(Sockets, Own | Pass);
        Make(Supervisors, Own);
        Make(Rebuilds, Own);
        MakeCheckedFolder();
    }

    /// <summary>Makes the folder <see cref="Checked"/>, for its owner alone.</summary>
    internal void MakeCheckedFolder()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Make(Run, RunMode);
        }
        Make(Checked, Own);
    }

    /// <summary>
    /// Makes root's stores, and closes those of earlier versions: whoever could read an image could read each file of it,
    /// whatever its mode. A user's own are as the user's umask has them.
    /// </summary>
    internal void MakeStores()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        // A folder that somebody names may hold other things as well; what we make in it is ours.
        if (Home == RootsHome || !Directory.Exists(Home))
        {
            Make(Home, Own);
        }
        foreach (var folder in (string[])[Images, Layers, BuildLogs, Packages, PackageLists, Ended, Relays, Volumes, RebuildRecords, Work])
        {
            Make(folder, Own);
        }
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        if (!Directory.Exists(folder) || File.GetUnixFileMode(folder) != mode)
        {
            FileModes.MakeFolder(folder, mode);
        }
    }
}
