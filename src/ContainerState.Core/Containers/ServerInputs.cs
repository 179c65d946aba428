using System.Globalization;
using System.Text;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Containers;

/// <summary>
/// Hands secrets and the addresses of name servers to a server that is being started: in memory of its own, which the
/// host lets go of as soon as the server has it.
/// </summary>
internal static class ServerInputs
{
    /// <summary>Where a server finds its secrets.</summary>
    public const string SecretsPath = "/run/secrets";

    private const string RunPath = "/run";
    private const string ResolverPath = "/etc/resolv.conf";
    private const UnixFileMode ReadSelf = UnixFileMode.UserRead;
    private const UnixFileMode ReadAll = ReadSelf | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode PassAll = ReadAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // From here on a tmpfs can be told to stay out of swap space; before, there is ramfs, which never goes there.
    private static readonly Version TmpfsStaysInMemory = new(6, 4);

    /// <summary>Refuses what an image has no place for.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="secrets">True when there are secrets.</param>
    /// <param name="dns">True when there are name servers.</param>
    /// <param name="writable">Its writable paths.</param>
    /// <exception cref="InvalidNameException">There is no place.</exception>
    public static void RequirePlace(string root, bool secrets, bool dns, IReadOnlyList<WritablePath> writable)
    {
        if (dns && !(Is(root, "etc", FileKind.Folder) && Is(root, "etc/resolv.conf", FileKind.Regular)))
        {
            throw new InvalidNameException("name server", ResolverPath, "an image in which that is a regular file, and not a link; an empty one is enough");
        }
        if (!secrets)
        {
            return;
        }
        if (writable.FirstOrDefault(path => path.Path == SecretsPath || path.Path.StartsWith(SecretsPath + "/", StringComparison.Ordinal)) is { } clash)
        {
            throw new InvalidNameException("writable path", clash.Path, $"another: secrets are in {SecretsPath}");
        }
        if (!Is(root, "run", FileKind.Folder))
        {
            throw new InvalidNameException("secret", SecretsPath, $"an image in which {RunPath} is a folder");
        }
        if (!IsWritable(writable) && !Is(root, "run/secrets", FileKind.Folder) && Directory.EnumerateFileSystemEntries(Path.Combine(root, "run")).Any())
        {
            throw new InvalidNameException("secret", SecretsPath, $"an image in which {SecretsPath} is a folder, or {RunPath} is empty, or is among the writable paths");
        }
    }

    /// <summary>Puts them where LXC can take them from.</summary>
    /// <returns>What to mount into the server.</returns>
    public static async Task<IReadOnlyList<(string Source, string Path)>> PrepareAsync(
        ContainerSpec spec, IReadOnlyDictionary<string, byte[]> secrets, IReadOnlyList<string> dns, CancellationToken cancel)
    {
        if (secrets.Count == 0 && dns.Count == 0)
        {
            return [];
        }
        var folder = FolderOf(spec.Name);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await MountAsync(folder, spec.FirstId, cancel);
        var inputs = new List<(string, string)>();
        if (secrets.Count > 0)
        {
            // Where /run cannot be written and holds nothing, all of it is replaced by one that holds the secrets.
            var whole = !IsWritable(spec.Writable) && !Is(spec.RootFolder, "run/secrets", FileKind.Folder);
            var run = MakeFolder(Path.Combine(folder, "run"), spec.FirstId);
            var place = MakeFolder(Path.Combine(run, "secrets"), spec.FirstId);
            foreach (var (name, value) in secrets)
            {
                Write(Path.Combine(place, name), value, ReadSelf, spec.FirstId);
            }
            inputs.Add(whole ? (run, RunPath) : (place, SecretsPath));
        }
        if (dns.Count > 0)
        {
            var file = Path.Combine(folder, "resolv.conf");
            Write(file, Encoding.ASCII.GetBytes(string.Concat(dns.Select(address => $"nameserver {address}\n"))), ReadAll, spec.FirstId);
            inputs.Add((file, ResolverPath));
        }
        return inputs;
    }

    /// <summary>Takes the host's own sight of them away; the server keeps its.</summary>
    /// <exception cref="BusyException">Somebody is looking at them.</exception>
    public static void Remove(string name)
    {
        var folder = FolderOf(name);
        if (!Directory.Exists(folder))
        {
            return;
        }
        // Until there is nothing to unmount, since one that was killed may have been about to mount a second time.
        for (var tries = 0; tries < 200; tries++)
        {
            var error = LibC.Unmount(folder);
            if (error is LibC.InvalidArgument)
            {
                Directory.Delete(folder);
                return;
            }
            if (error == LibC.Busy)
            {
                Thread.Sleep(5);
            }
        }
        throw new BusyException($"The folder {folder}", "a program on this host");
    }

    private static string FolderOf(string name) => Path.Combine(HostPaths.Inputs, name);

    private static bool IsWritable(IReadOnlyList<WritablePath> writable) => writable.Any(path => path.Path == RunPath);

    // Each part by itself: a link in the image would be followed on the host.
    private static bool Is(string root, string path, FileKind kind)
    {
        try
        {
            return FileStatus.Of(Path.Combine(root, path)).Kind == kind;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task MountAsync(string folder, long firstId, CancellationToken cancel)
    {
        var inMemory = KernelChecks.ParseRelease(File.ReadAllText("/proc/sys/kernel/osrelease").Trim()) >= TmpfsStaysInMemory;
        var id = firstId.ToString(CultureInfo.InvariantCulture);
        // Room for all that is taken, each file rounded up to pages.
        var options = inMemory ? $"nosuid,nodev,noexec,noswap,mode=0700,uid={id},gid={id},size=128m" : "nosuid,nodev,noexec,mode=0711";
        return ProgramRunner.RunAsync(
            new ProgramCommand("mount").With("-t", inMemory ? "tmpfs" : "ramfs", "-o", options, "--", "containerstate", folder), cancel: cancel);
    }

    private static string MakeFolder(string path, long firstId)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, PassAll);
        Give(path, firstId);
        return path;
    }

    private static void Write(string path, byte[] content, UnixFileMode mode, long firstId)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ReadSelf | UnixFileMode.UserWrite };
        using (var file = new FileStream(path, options))
        {
            file.Write(content);
        }
        File.SetUnixFileMode(path, mode);
        Give(path, firstId);
    }

    private static void Give(string path, long firstId)
    {
        if (LibC.ChangeOwner(path, (uint)firstId, (uint)firstId) is var error and not 0)
        {
            throw new IOException($"{path} cannot be given to the user {firstId}: error {error}.", error);
        }
    }
}
