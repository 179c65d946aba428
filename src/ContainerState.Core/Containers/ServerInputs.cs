using System.Globalization;
using System.Text;
using ContainerState.Containers.Lxc;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// Hands secrets and its own files of /etc to a server that is being started: in memory of its own, which the host lets go
/// of as soon as the server has it.
/// </summary>
internal sealed class ServerInputs(Host host)
{
    /// <summary>Where a server finds its secrets.</summary>
    public const string SecretsPath = "/run/secrets";

    private const string RunPath = "/run";
    private const string FilledFolder = "writable";
    private const string VolumesFolder = "volumes";
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
        if (dns && !Is(root, "etc", FileKind.Folder))
        {
            throw new InvalidNameException("name server", EtcFiles.Folder + "/resolv.conf", $"an image in which {EtcFiles.Folder} is a folder, and not a link");
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
    }

    /// <summary>Puts them where LXC can take them from.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    /// <param name="secrets">Its secrets.</param>
    /// <param name="dns">The addresses of its name servers.</param>
    /// <param name="volumes">Where it has volumes, which are mounted in <see cref="VolumesOf"/>.</param>
    /// <param name="isInGroup">True when it is to find the others of its group by their names.</param>
    /// <returns>The container with what is to be mounted into it.</returns>
    public ContainerSpec Prepare(
        ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, IReadOnlyDictionary<string, Secret> secrets, IReadOnlyList<string> dns, IReadOnlyCollection<string> volumes, bool isInGroup)
    {
        var etc = EtcFiles.For(spec, dns);
        var folder = FolderOf(spec.Name);
        var sees = LimitViews.NeedsFiles(spec, cgroups);
        var filled = WritableFolders.Find(
            spec.RootFolder, spec.Writable, [.. volumes, .. spec.Files.Keys, .. etc.Keys.Select(name => $"{EtcFiles.Folder}/{name}"), .. secrets.Count > 0 ? (string[])[SecretsPath] : []]);
        spec = spec with { Views = LimitViews.Mounts(folder, spec, cgroups) };
        if (secrets.Count == 0 && etc.Count == 0 && !sees && filled.Count == 0 && spec.Files.Count == 0 && volumes.Count == 0)
        {
            return spec;
        }
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Mount(folder, spec.FirstId);
        if (sees)
        {
            LimitViews.MakeFiles(folder, spec, cgroups);
        }
        if (volumes.Count > 0)
        {
            MakeFolder(VolumesOf(spec.Name), spec.FirstId);
        }
        spec = Fill(folder, filled, spec);
        var inputs = new List<(string, string)>();
        if (secrets.Count > 0)
        {
            var place = MakeFolder(Path.Combine(folder, "secrets"), spec.FirstId);
            foreach (var (name, secret) in secrets)
            {
                Write(Path.Combine(place, name), secret.Content, (UnixFileMode)secret.Mode, spec.FirstId + secret.OwnerId, spec.FirstId + secret.GroupId);
            }
            inputs.Add((place, SecretsPath));
            if (!IsWritable(spec.Writable) && !Is(spec.RootFolder, "run/secrets", FileKind.Folder))
            {
                // There is nothing that they could be mounted on, and nothing can be made.
                var run = MakeFolder(Path.Combine(folder, "run"), spec.FirstId);
                MakeFolder(Path.Combine(run, "secrets"), spec.FirstId);
                spec = spec with { Layers = [(AsInImage(run, RunPath, spec), RunPath)] };
            }
        }
        foreach (var (path, content) in spec.Files)
        {
            var file = Path.Combine(folder, Path.GetFileName(path));
            Write(file, Encoding.UTF8.GetBytes(content), ReadAll, spec.FirstId, spec.FirstId);
            inputs.Add((file, path));
        }
        if (etc.Count == 0)
        {
            return spec with { Inputs = inputs };
        }
        var layer = MakeFolder(Path.Combine(folder, "etc"), spec.FirstId);
        foreach (var (name, content) in etc)
        {
            Write(Path.Combine(layer, name), content, ReadAll, spec.FirstId, spec.FirstId);
        }
        // Over that of the layer, which nobody could change any more.
        var current = isInGroup && etc.TryGetValue(EtcFiles.Hosts, out var hosts)
            ? new Dictionary<string, string>(StringComparer.Ordinal) { [EtcFiles.Hosts] = new GroupHosts(host).Make(spec.Name, hosts, spec.FirstId) }
            : [];
        // A tmpfs there hides what the image has, and each file can be made in it.
        return spec.Writable.Any(path => path.Path == EtcFiles.Folder)
            ? spec with { Inputs = [.. inputs, .. etc.Keys.Select(name => (current.GetValueOrDefault(name) ?? Path.Combine(layer, name), $"{EtcFiles.Folder}/{name}"))] }
            : spec with { Inputs = [.. inputs, .. current.Select(file => (file.Value, $"{EtcFiles.Folder}/{file.Key}"))], Layers = [.. spec.Layers, (AsInImage(layer, EtcFiles.Folder, spec), EtcFiles.Folder)] };
    }

    /// <summary>Where volumes are mounted for a server that is being started; there once it was prepared for them.</summary>
    public string VolumesOf(string name) => Path.Combine(FolderOf(name), VolumesFolder);

    /// <summary>Takes the host's own sight of them away; the server keeps its.</summary>
    /// <exception cref="BusyException">Somebody is looking at them.</exception>
    public void Remove(string name)
    {
        var folder = FolderOf(name);
        if (!Directory.Exists(folder))
        {
            return;
        }
        // Until there is nothing to unmount, since one that was killed may have been about to mount a second time.
        for (var tries = 0; tries < 200; tries++)
        {
            foreach (var place in MountedIn(folder))
            {
                _ = LibC.Unmount(place);
            }
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

    private static ContainerSpec Fill(string folder, IReadOnlyList<FilledPath> filled, ContainerSpec spec)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var copies = new List<(string, string, string)>();
        foreach (var path in filled)
        {
            var number = places.Count.ToString(CultureInfo.InvariantCulture);
            var place = MakeFolder(Path.Combine(MakeFolder(Path.Combine(folder, FilledFolder), spec.FirstId), number), spec.FirstId);
            WritableFolders.Make(place, spec.RootFolder, path, spec.FirstId);
            places[path.Path.Path] = place;
            if (path.Path.Copy)
            {
                var (from, list) = (Path.Combine(folder, $"from-{number}"), Path.Combine(folder, $"list-{number}"));
                CopyHook.Prepare(from, list, spec.RootFolder, path);
                copies.Add((from, list, place));
            }
        }
        return spec with { Filled = places, Copies = copies };
    }

    // Each is mounted inside of the folder, which is busy until they are gone.
    private static IEnumerable<string> MountedIn(string folder) =>
        ((string[])[FilledFolder, VolumesFolder]).Select(name => Path.Combine(folder, name)).Where(Directory.Exists).SelectMany(Directory.GetDirectories);

    private string FolderOf(string name) => Path.Combine(host.Inputs, name);

    private static bool IsWritable(IReadOnlyList<WritablePath> writable) => writable.Any(path => path.Path == RunPath);

    private static bool Is(string root, string path, FileKind kind) => FileStatus.FindBelow(root, path)?.Kind == kind;

    private static void Mount(string folder, long firstId)
    {
        var inMemory = KernelChecks.ParseRelease(File.ReadAllText("/proc/sys/kernel/osrelease").Trim()) >= TmpfsStaysInMemory;
        var id = firstId.ToString(CultureInfo.InvariantCulture);
        // Room for all that is taken, each file rounded up to pages.
        MountCalls.MountInMemory(folder, inMemory ? "tmpfs" : "ramfs", inMemory ? $"noswap,mode=0700,uid={id},gid={id},size=128m" : "mode=0711");
    }

    // What is mounted over the image's folder looks like it.
    private static string AsInImage(string layer, string path, ContainerSpec spec)
    {
        var there = FileStatus.Of(spec.RootFolder + path);
        File.SetUnixFileMode(layer, (UnixFileMode)there.Mode);
        Give(layer, spec.FirstId + there.UserId, spec.FirstId + there.GroupId);
        return layer;
    }

    private static string MakeFolder(string path, long firstId)
    {
        FileModes.MakeFolder(path, PassAll);
        Give(path, firstId);
        return path;
    }

    private static void Write(string path, byte[] content, UnixFileMode mode, long user, long group)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ReadSelf | UnixFileMode.UserWrite };
        using (var file = new FileStream(path, options))
        {
            file.Write(content);
        }
        File.SetUnixFileMode(path, mode);
        Give(path, user, group);
    }

    private static void Give(string path, long firstId) => Give(path, firstId, firstId);

    private static void Give(string path, long user, long group)
    {
        if (LibC.ChangeOwner(path, (uint)user, (uint)group) is var error and not 0)
        {
            throw new IOException($"{path} cannot be given to the user {user}: error {error}.", error);
        }
    }
}
