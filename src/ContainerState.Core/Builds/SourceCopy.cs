using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>A step's source once more, in folders that list their names in another order.</summary>
/// <remarks>A squashfs lists names in the order of their bytes. A tmpfs goes by when they came: newest first, or oldest first in some kernels.</remarks>
internal static class SourceCopy
{
    private const int Entries = 1_200_000;

    /// <summary>Copies a mounted source, with owners, modes and times.</summary>
    /// <param name="slot">The container that it is for.</param>
    /// <param name="source">Where it is mounted.</param>
    /// <param name="component">Its component.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The copy's folder.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: It has no room.</exception>
    public static async Task<string> MakeAsync(BuildSlot slot, string source, ComponentDefinition component, CancellationToken cancel)
    {
        var mount = Path.Combine(slot.Folder, "copy");
        var bytes = component.Limits.ScratchBytes;
        StepMounts.MountScratch(mount, bytes, Entries);
        var copy = Path.Combine(mount, "source");
        var result = await ProgramRunner.TryRunAsync(
            new ProgramCommand("cp") { DiesWithUs = true }.With("--archive", "--no-target-directory", "--", source, copy), cancel: cancel);
        if (result.ExitCode != 0)
        {
            throw FileFaults.HasNoRoom(mount)
                ? BuildFaults.Plan(component.Name, $"a copy of its source, in another directory order, does not fit into {bytes} bytes", $"Raise limits: scratch: in {component.File}.")
                : ProgramRunner.Failed(result);
        }
        Reorder(source, copy, cancel);
        return copy;
    }

    private static void Reorder(string source, string copy, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var usual = Names(source);
        if (usual.Count > 1 && usual.SequenceEqual(Names(copy), StringComparer.Ordinal))
        {
            var time = Directory.GetLastWriteTimeUtc(copy);
            Renew(copy, usual);
            if (usual.SequenceEqual(Names(copy), StringComparer.Ordinal))
            {
                Renew(copy, Enumerable.Reverse(usual));
            }
            Directory.SetLastWriteTimeUtc(copy, time);
        }
        foreach (var name in usual.Where(name => FileStatus.Of(Path.Combine(source, name)).Kind == FileKind.Folder))
        {
            Reorder(Path.Combine(source, name), Path.Combine(copy, name), cancel);
        }
    }

    // A name that went and came back is the newest.
    private static void Renew(string folder, IEnumerable<string> names)
    {
        var aside = Path.Combine(folder, ".containerstate-" + Guid.NewGuid().ToString("N"));
        foreach (var path in names.Select(name => Path.Combine(folder, name)))
        {
            Rename(path, aside);
            Rename(aside, path);
        }
    }

    private static void Rename(string from, string to)
    {
        if (LibC.Rename(from, to) is var error and not 0)
        {
            throw new IOException($"{from} cannot be renamed: error {error}.", error);
        }
    }

    private static List<string> Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
}
