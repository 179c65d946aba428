namespace ContainerState.Platform;

/// <summary>A folder for what is being made. It is gone when disposed; when its owner was killed, the next one clears it up.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private readonly FileLock _lock;

    private WorkFolder(string path, FileLock held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The same in a host's own store, which is made where it is not there.</summary>
    public static WorkFolder Create(Host host)
    {
        host.MakeStores();
        return Create(host.Work);
    }

    /// <summary>Clears up after the dead, and makes a new folder.</summary>
    /// <param name="parent">Where work folders live; made when it is not there.</param>
    public static WorkFolder Create(string parent)
    {
        Directory.CreateDirectory(parent);
        Sweep(parent);
        while (true)
        {
            var path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N")[..12]);
            // A sweep may take the new file for a dead one's, before it is locked or just as it is: then another name.
            if (FileLock.TryTake(path + LockSuffix) is not { } held)
            {
                continue;
            }
            if (File.Exists(path + LockSuffix))
            {
                try
                {
                    Directory.CreateDirectory(path);
                }
                catch
                {
                    File.Delete(path + LockSuffix);
                    held.Dispose();
                    throw;
                }
                return new WorkFolder(path, held);
            }
            held.Dispose();
        }
    }

    /// <summary>Removes the folders whose owner is dead.</summary>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent))
        {
            return;
        }
        foreach (var file in Directory.EnumerateFiles(parent, "*" + LockSuffix))
        {
            try
            {
                // Of a file that is there: one that was made again would have its maker believe that it is the own one.
                using var held = FileLock.TryTakeExisting(file);
                if (held is null)
                {
                    continue;
                }
                Remove(file[..^LockSuffix.Length]);
                File.Delete(file);
            }
            catch (IOException)
            {
                // Another sweep was faster.
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Remove(Path);
            File.Delete(Path + LockSuffix);
        }
        catch (IOException)
        {
            // The next sweep takes it.
        }
        _lock.Dispose();
    }

    // A program of ours that was killed with its owner may write one more file while the folder is emptied.
    private static void Remove(string folder)
    {
        for (var tries = 1; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 5)
            {
                Thread.Sleep(20 * tries);
            }
        }
    }
}
