namespace ContainerState.Hosts;

/// <summary>A folder for what is being made. It is gone when disposed; when its owner was killed, the next one clears it up.</summary>
public sealed class WorkFolder : IDisposable
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

    /// <summary>The same in the host's own store, which is made where it is not there.</summary>
    public static WorkFolder Create()
    {
        HostPaths.MakeStores();
        return Create(HostPaths.Work);
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
                using var held = FileLock.TryTake(file);
                if (held is null)
                {
                    continue;
                }
                var folder = file[..^LockSuffix.Length];
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
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
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
            File.Delete(Path + LockSuffix);
        }
        catch (IOException)
        {
            // The next sweep takes it.
        }
        _lock.Dispose();
    }
}
