namespace ContainerState.Hosts;

/// <summary>The few folders that the product writes outside of repositories.</summary>
public static class HostPaths
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Pass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode RunMode = Own | Pass;
    private const string RootsHome = "/var/lib/containerstate";

    /// <summary>
    /// CONTAINERSTATE_HOME, else <c>/var/lib/containerstate</c> for root and the user's own data folder for others.
    /// </summary>
    public static string Home
    {
        get
        {
            var set = Environment.GetEnvironmentVariable("CONTAINERSTATE_HOME");
            if (!string.IsNullOrEmpty(set))
            {
                return Path.GetFullPath(set);
            }
            return Environment.IsPrivilegedProcess
                ? RootsHome
                : Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                    "containerstate");
        }
    }

    /// <summary>One folder for each image, named by its tree id.</summary>
    public static string Images => Path.Combine(Home, "images");

    /// <summary>One squashfs for each tree that build containers are made of, named by the tree's id.</summary>
    public static string Layers => Path.Combine(Home, "layers");

    /// <summary>What build steps said, one file for each key.</summary>
    public static string BuildLogs => Path.Combine(Home, "logs");

    /// <summary>One folder for each log server: the relay to it, and what waits for it.</summary>
    public static string Relays => Path.Combine(Home, "relays");

    /// <summary>What is being made; a folder here belongs to the process that holds its lock.</summary>
    public static string Work => Path.Combine(Home, "work");

    /// <summary>What lives no longer than the host's uptime: servers, mounts, the address pool.</summary>
    public static string Run => "/run/containerstate";

    /// <summary>One folder for each server, named by it.</summary>
    public static string Servers => Path.Combine(Run, "servers");

    /// <summary>One mount point for each image that servers run from.</summary>
    public static string Mounts => Path.Combine(Run, "mounts");

    /// <summary>One lock for each supervisor, named by it.</summary>
    internal static string Supervisors => Path.Combine(Run, "supervisors");

    /// <summary>One folder for each build container, named by its number.</summary>
    internal static string Builds => Path.Combine(Run, "builds");

    /// <summary>One folder for each server that is being started with inputs: a tmpfs, until the server has it.</summary>
    internal static string Inputs => Path.Combine(Run, "inputs");

    /// <summary>One folder for each server that has /dev/log, which its root alone may pass.</summary>
    internal static string Sockets => Path.Combine(Run, "sockets");

    /// <summary>One file for each number in use; an id range, an address and a device name follow from a number.</summary>
    internal static string Slots => Path.Combine(Run, "slots");

    /// <summary>One file for each image or layer whose bytes were looked at: since the boot by root, and by others in their own folder.</summary>
    internal static string Checked => Path.Combine(Environment.IsPrivilegedProcess ? Run : Home, "checked");

    /// <summary>Whoever changes what servers share (names, slots, mounts, the bridge) holds this lock meanwhile.</summary>
    internal static string Lock => Path.Combine(Run, "lock");

    /// <summary>Makes the folders below <see cref="Run"/>. What is in them is for root alone: consoles and environments.</summary>
    internal static void MakeRunFolders()
    {
        Make(Run, RunMode);
        // LXC insists that a container's root, who is nobody here, can pass the folder that the container's own is in.
        Make(Servers, Own | Pass);
        Make(Mounts, Own);
        Make(Slots, Own);
        Make(Builds, Own | Pass);
        Make(Inputs, Own | Pass);
        Make(Sockets, Own | Pass);
        Make(Supervisors, Own);
        MakeCheckedFolder();
    }

    /// <summary>Makes the folder <see cref="Checked"/>, for its owner alone.</summary>
    internal static void MakeCheckedFolder()
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
    internal static void MakeStores()
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
        foreach (var folder in (string[])[Images, Layers, BuildLogs, Relays, Work])
        {
            Make(folder, Own);
        }
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        // By itself, since the caller's umask takes bits off a new folder.
        if (!Directory.Exists(folder) || File.GetUnixFileMode(folder) != mode)
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, mode);
        }
    }
}
