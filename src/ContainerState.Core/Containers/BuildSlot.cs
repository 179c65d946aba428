using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>A number that one build container holds: its name, folder and user ids follow from it.</summary>
/// <remarks>The holder is whoever has the lock. When they were killed, the next who looks clears up after them.</remarks>
internal sealed class BuildSlot : IAsyncDisposable
{
    private readonly BuildSlots _slots;
    private readonly FileLock _hold;

    /// <summary>Makes the container's folder, and gives it to the container's root.</summary>
    /// <param name="slots">What it was taken from.</param>
    /// <param name="name">The container's name.</param>
    /// <param name="firstId">The host's id of the container's 0.</param>
    /// <param name="hold">The lock on it; let go of when the folder cannot be made.</param>
    internal BuildSlot(BuildSlots slots, string name, long firstId, FileLock hold)
    {
        _slots = slots;
        _hold = hold;
        Name = name;
        FirstId = firstId;
        Prepare();
    }

    /// <summary>The container's name on this host. No server can have it.</summary>
    public string Name { get; }

    /// <summary>The host's id of the container's 0.</summary>
    public long FirstId { get; }

    /// <summary>The container's folder: for its files and mounts, closed to everybody but root and the container's own root.</summary>
    public string Folder => _slots.FolderOf(Name);

    /// <summary>Kills what runs in the container, unmounts, and gives the number back.</summary>
    public async ValueTask DisposeAsync() => await _slots.GiveBackAsync(Name, _hold);

    private void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Give(Folder);
        }
        catch
        {
            _hold.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder of the container's own.</summary>
    public string MakeFolder(string path, UnixFileMode mode)
    {
        var folder = Path.Combine(Folder, path);
        FileModes.MakeFolder(folder, mode);
        Give(folder);
        return folder;
    }

    /// <summary>Makes a file of the container's own.</summary>
    public async Task MakeFileAsync(string path, string text, UnixFileMode mode, CancellationToken cancel)
    {
        var file = Path.Combine(Folder, path);
        await File.WriteAllTextAsync(file, text, cancel);
        File.SetUnixFileMode(file, mode);
        Give(file);
    }

    private void Give(string folder)
    {
        if (LibC.ChangeOwner(folder, (uint)FirstId, (uint)FirstId) is var error and not 0)
        {
            throw new IOException($"{folder} cannot be given to the user {FirstId}: error {error}.", error);
        }
    }
}
