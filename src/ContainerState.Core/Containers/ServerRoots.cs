using ContainerState.Platform;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Containers;

/// <summary>The roots of servers: the layers of an image over each other, with files that belong to the server's ids.</summary>
/// <remarks>
/// An overlay cannot be mapped to other owners, but what it lays over each other can. It keeps copies of those mounts, so that they leave the
/// host's table again at once; and it leaves it as soon as the server has its own.
/// </remarks>
internal sealed class ServerRoots(Host host)
{
    /// <summary>Mounts a server's root.</summary>
    /// <param name="name">The server.</param>
    /// <param name="layers">Where the layers are mounted, the topmost first.</param>
    /// <param name="firstId">The host's id of the server's 0.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public async Task<string> MountAsync(string name, IReadOnlyList<string> layers, long firstId, CancellationToken cancel)
    {
        var (folder, root, copies) = (FolderOf(name), RootOf(name), CopiesOf(name));
        // LXC passes as the container's root, who is nobody here, and nobody else does: there are files of the image that all may read.
        FileModes.MakeFolder(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (LibC.ChangeOwner(folder, (uint)firstId, (uint)firstId) is var error and not 0)
        {
            throw new IOException($"{folder} cannot be given to the user id {firstId}: error {error}", error);
        }
        Directory.CreateDirectory(copies);
        Directory.CreateDirectory(root);
        using var owners = await UserNamespace.OpenAsync(firstId, SubordinateIds.PerServer, cancel);
        var mapped = new List<SafeFileHandle>();
        try
        {
            foreach (var layer in layers)
            {
                mapped.Add(MountCalls.CopyMapped(layer, owners));
                MountCalls.Attach(mapped[^1], copies);
            }
            // By their handles: each lies on the one before.
            MountCalls.MountOverlay(root, [.. mapped.Select(FolderHandles.PathOf), new MountedLayers(host).Bottom()], null, null);
        }
        finally
        {
            mapped.ForEach(copy => copy.Dispose());
            MountPoint.Detach(copies);
        }
        return root;
    }

    /// <summary>Takes the host's own sight of a root away; the server keeps its. Idempotent.</summary>
    public void Remove(string name)
    {
        if (!Directory.Exists(FolderOf(name)))
        {
            return;
        }
        foreach (var folder in (string[])[RootOf(name), CopiesOf(name)])
        {
            MountPoint.Detach(folder);
        }
        Directory.Delete(FolderOf(name), recursive: true);
    }

    /// <summary>Takes away what an earlier boot left.</summary>
    public void RemoveAll()
    {
        foreach (var folder in Directory.GetDirectories(host.Roots))
        {
            Remove(Path.GetFileName(folder));
        }
    }

    private string FolderOf(string name) => Path.Combine(host.Roots, name);

    private string RootOf(string name) => Path.Combine(FolderOf(name), "root");

    private string CopiesOf(string name) => Path.Combine(FolderOf(name), "layers");
}
