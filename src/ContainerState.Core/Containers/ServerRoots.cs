using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>The roots of servers: the layers of an image over each other, with files that belong to the server's ids.</summary>
/// <remarks>A root leaves the host's table as soon as the server has its own.</remarks>
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
        using var owners = await UserNamespace.OpenAsync(firstId, SubordinateIds.PerServer, cancel);
        MappedLayers.Mount(root, copies, layers, owners, new() { Below = [new MountedLayers(host).Bottom()] });
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
