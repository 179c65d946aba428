using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Images;

/// <summary>Trees as filesystems for build containers: toolchains, sources and outputs, one squashfs each, by tree id.</summary>
internal static class LayerStore
{
    /// <summary>The file of a tree; written when it is not there, whole or not at all.</summary>
    /// <param name="store">The repository that has the tree.</param>
    /// <param name="tree">Its id.</param>
    /// <param name="item">What it is for, for the progress.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="folder">Where the files are; the host's own folder when null.</param>
    /// <exception cref="UnsafeTreeException">The tree holds what must not reach a filesystem.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static async Task<string> EnsureAsync(GitStore store, string tree, string item, IProgress<StepProgress>? progress, CancellationToken cancel, string? folder = null)
    {
        folder ??= HostPaths.Layers;
        var file = Path.Combine(folder, tree + ".squashfs");
        if (File.Exists(file))
        {
            // Clearing up goes by when a file was used last.
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            return file;
        }
        var entries = ImageLayout.ReadEntries(store, tree, "the tree " + tree);
        using var work = WorkFolder.Create(HostPaths.Work);
        var made = Path.Combine(work.Path, "layer.squashfs");
        await SquashfsWriter.WriteAsync(store, entries, item, made, progress, cancel).ConfigureAwait(false);
        using (var written = File.OpenHandle(made, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(written);
        }
        Directory.CreateDirectory(folder);
        File.Move(made, file, overwrite: true);
        return file;
    }
}
