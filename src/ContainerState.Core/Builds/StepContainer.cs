using System.Globalization;
using ContainerState.Containers;
using ContainerState.Containers.Lxc;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>The container of one build step: the toolchain with what is needed laid over it, the source, and a place for the output.</summary>
/// <remarks>
/// It is the container of a server with other mounts, and without a network. All that it can write is on one tmpfs, whose
/// size is the limit: its changes to the source, its temporary files and its output.
/// </remarks>
internal sealed class StepContainer : IAsyncDisposable
{
    // Of a step's root: mount(2) takes one page of their paths.
    private const int MostLayers = 64;

    private const int ScratchEntries = 1_200_000;
    private const int ControlBytes = 16 << 20;
    private const int ControlEntries = 1000;
    private const string StatusFile = "step";
    private const UnixFileMode Everybody = (UnixFileMode)FileModes.Program;
    private const UnixFileMode Sticky = (UnixFileMode)FileModes.Sticky;

    // Its parent is the container's init, so that what the step leaves behind can be seen before the kernel kills it.
    private const string Init =
        """
        exec 2>&1 </dev/null
        umask 022
        cd /src || exit 1
        /bin/sh -e -c "$1"
        status=$?
        for look in 1 2 3; do
          left=
          for process in /proc/[0-9]*; do
            [ "${process#/proc/}" = 1 ] && continue
            { read -r line <"$process/stat"; } 2>/dev/null || continue
            case "${line##*) }" in Z*|X*) continue ;; esac
            line=${line#*\(}
            left="$left ${line%)*}"
          done
          [ -z "$left" ] && break
          sleep 0.1 2>/dev/null || :
        done
        echo "$status$left" >/run/step
        """;

    private static readonly Lazy<IReadOnlyList<CgroupHierarchy>> Cgroups = new(CgroupHierarchy.ReadAll);

    private readonly BuildSlot _slot;
    private readonly BuildStep _step;
    private readonly ContainerSpec _spec;

    private StepContainer(BuildSlot slot, BuildStep step, ContainerSpec spec)
    {
        _slot = slot;
        _step = step;
        _spec = spec;
    }

    /// <summary>Where the step's output is on the host.</summary>
    public string Output => Path.Combine(Scratch(_slot), "out");

    /// <summary>The host's id of the container's 0.</summary>
    public long FirstId => _slot.FirstId;

    /// <summary>The name on this host.</summary>
    public string Name => _slot.Name;

    /// <summary>Mounts all that the step needs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="store">The repository that has the trees.</param>
    /// <param name="step">The step.</param>
    /// <param name="surroundings">What may differ from one build to another without reaching the output.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: What is needed does not fit over the toolchain.</exception>
    public static async Task<StepContainer> CreateAsync(
        Host host, GitStore store, BuildStep step, StepSurroundings surroundings, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        LayerCheck.Require(store, step);
        var stored = new LayerStore(host, surroundings.Layers);
        var trees = StepLayers.Of(store, step);
        if (trees.Count > MostLayers)
        {
            throw BuildFaults.Plan(
                step.Component.Name, $"its step needs {trees.Count - 1} components, what they need themselves included, and at most {MostLayers - 1} can lie over its toolchain",
                "Bring several of them together in one component, and need that.");
        }
        var slot = await new BuildSlots(host).TakeAsync(surroundings.OtherIds, cancel);
        try
        {
            StepMounts.MountScratch(Scratch(slot), step.Component.Limits.ScratchBytes, ScratchEntries);
            // The first is on top, as overlays have it.
            var mounted = await MountAsync([.. trees.Reverse().Select(layer => new LayerTree(layer.Tree)), new LayerTree(step.Source)]);
            foreach (var name in (string[])["out", "src", "changes", "work", "points"])
            {
                slot.MakeFolder("scratch/" + name, Everybody);
            }
            slot.MakeFolder("scratch/tmp", Sticky);
            foreach (var name in (string[])["src", "out", "tmp", "run", "proc", "sys", "dev"])
            {
                slot.MakeFolder("scratch/points/" + name, Everybody);
            }
            // By itself, so that a step which has filled its scratch can still say so.
            StepMounts.MountScratch(Control(slot), ControlBytes, ControlEntries);
            slot.MakeFolder("control/run", Everybody);
            var root = Path.Combine(slot.Folder, "root");
            // At the bottom, so that whatever has such a file of its own keeps it.
            var given = step.Given.Count == 0 ? (string[])[] : [await GiveAsync(slot, step, surroundings.HostName, cancel)];
            GiveTime(Path.Combine(Scratch(slot), "points"));
            using var owners = await UserNamespace.OpenAsync(slot.FirstId, SubordinateIds.PerServer, cancel);
            var copies = Path.Combine(slot.Folder, "copies");
            // An overlay takes no folder twice, and what lies below its equal is not seen.
            MappedLayers.Mount(root, copies, [.. mounted.SkipLast(1).Distinct(StringComparer.Ordinal)], owners, new() { Above = [Path.Combine(Scratch(slot), "points")], Below = given });
            var view = Path.Combine(slot.Folder, "source");
            var changes = new OverlayExtra { Changes = Path.Combine(Scratch(slot), "changes"), Work = Path.Combine(Scratch(slot), "work") };
            GiveTime(changes.Changes);
            if (surroundings.OtherOrder)
            {
                var usual = Path.Combine(slot.Folder, "usual");
                MappedLayers.Mount(usual, mounted[^1], owners);
                MappedLayers.Mount(view, copies, [], owners, changes with { Below = [await SourceCopy.MakeAsync(slot, usual, step.Component, cancel)] });
            }
            else
            {
                MappedLayers.Mount(view, copies, [mounted[^1]], owners, changes);
            }
            return new StepContainer(slot, step, Spec(slot, step, root, view, surroundings));
        }
        catch
        {
            await slot.DisposeAsync();
            throw;
        }

        async Task<IReadOnlyList<string>> MountAsync(IReadOnlyList<LayerTree> needed)
        {
            // Layers of another store are others than the host's, whatever their names.
            var mounts = new MountedLayers(host, surroundings.Layers is null ? null : Path.Combine(slot.Folder, "layers"));
            while (true)
            {
                var layers = new List<ImageLayer>();
                foreach (var layer in needed)
                {
                    layers.Add(await stored.EnsureAsync(store, layer, step.Component.Name, force: false, progress, cancel));
                }
                using var hold = await stored.LockAsync(cancel);
                // Until now, somebody may have removed an image that had one of them.
                if (!layers.TrueForAll(layer => File.Exists(layer.Path)))
                {
                    continue;
                }
                using var shared = await host.LockAsync(cancel);
                MountedLayers.Note(Path.Combine(slot.Folder, "step"), layers.Select(layer => layer.Id));
                layers.ForEach(layer => mounts.Ensure(layer.Id, layer));
                return [.. layers.Select(layer => mounts.Folder(layer.Id))];
            }
        }
    }

    /// <summary>Runs the step to its end.</summary>
    /// <param name="output">Reads what it says.</param>
    /// <param name="cancel">Kills it.</param>
    /// <returns>Its exit code and the names of the processes it left behind; null when it was killed as a whole.</returns>
    public async Task<(int ExitCode, string Left)?> RunAsync(Func<Stream, CancellationToken, Task> output, CancellationToken cancel)
    {
        await LxcContainer.RunAsync(_spec with { Init = ["/bin/sh", "-c", Init, "sh", _step.Component.Build!] }, Cgroups.Value, output, cancel);
        var file = Path.Combine(Control(_slot), "run", StatusFile);
        if (!File.Exists(file) || FileStatus.Of(file) is not { Kind: FileKind.Regular, Size: < 1 << 20 })
        {
            return null;
        }
        var text = (await File.ReadAllTextAsync(file, cancel)).Trim();
        var space = text.IndexOf(' ');
        return int.TryParse(space < 0 ? text : text[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (code, space < 0 ? "" : text[space..].Trim())
            : null;
    }

    /// <summary>Opens a shell in the container instead of running the step.</summary>
    public Task OpenShellAsync(bool hasTerminal, CancellationToken cancel) =>
        LxcContainer.RunAttachedAsync(_spec with { Init = ["/bin/sh", "-c", "cd /src; exec /bin/sh"] }, Cgroups.Value, hasTerminal, cancel);

    /// <summary>True when the tmpfs that it wrote to is full.</summary>
    public bool IsFull() => FileFaults.HasNoRoom(Scratch(_slot));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _slot.DisposeAsync();

    private static string Control(BuildSlot slot) => Path.Combine(slot.Folder, "control");

    private static string Scratch(BuildSlot slot) => Path.Combine(slot.Folder, "scratch");

    private static async Task<string> GiveAsync(BuildSlot slot, BuildStep step, string hostName, CancellationToken cancel)
    {
        slot.MakeFolder("scratch/given", Everybody);
        slot.MakeFolder("scratch/given/etc", Everybody);
        foreach (var (path, text) in GivenFiles.All(hostName).Where(file => step.Given.Contains(file.Key)))
        {
            await slot.MakeFileAsync("scratch/given/" + path, text, (UnixFileMode)FileModes.File, cancel);
        }
        var folder = Path.Combine(Scratch(slot), "given");
        GiveTime(folder);
        return folder;
    }

    // What we make for a step has the time of all else that it begins with: a folder when everything in it is made.
    private static void GiveTime(string folder)
    {
        foreach (var path in Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(FileTimes.First).UtcDateTime);
        }
    }

    private static ContainerSpec Spec(BuildSlot slot, BuildStep step, string root, string source, StepSurroundings surroundings)
    {
        var limits = step.Component.Limits;
        return new ContainerSpec
        {
            Name = slot.Name,
            HostName = surroundings.HostName,
            Folder = slot.Folder,
            RootFolder = root,
            MappedRoot = root,
            FirstId = slot.FirstId,
            Binds = [(source, "/src"), (Path.Combine(Scratch(slot), "out"), "/out"), (Path.Combine(Scratch(slot), "tmp"), "/tmp"), (Path.Combine(Control(slot), "run"), "/run")],
            Writable = [new WritablePath(WritablePath.SharedMemory, 64 << 20, WritablePath.UsualMode(WritablePath.SharedMemory))],
            Limits = new ServerLimits(limits.MemoryBytes, 0, limits.Processes),
            // A toolchain may hold programs of 32 bits, and a step's start is not in a hurry.
            AllArchitectures = true,
            Init = [],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OUT"] = "/out",
                ["JOBS"] = surroundings.Jobs.ToString(CultureInfo.InvariantCulture),
                ["SOURCE_DATE_EPOCH"] = FileTimes.First.ToString(CultureInfo.InvariantCulture),
                ["HOME"] = "/tmp",
                ["TMPDIR"] = "/tmp",
                ["USER"] = "root",
                ["LC_ALL"] = "C.UTF-8",
                ["TZ"] = "UTC",
                ["TERM"] = "dumb",
            },
        };
    }
}
