using System.Collections.Concurrent;
using ContainerState.Errors;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>A lock between processes that ends with its holder, however that ends.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Queues = new(StringComparer.Ordinal);

    private readonly SafeFileHandle _file;
    private readonly SemaphoreSlim? _queue;

    private FileLock(SafeFileHandle file, SemaphoreSlim? queue)
    {
        _file = file;
        _queue = queue;
    }

    /// <summary>Takes the lock, waiting up to a minute for its holder.</summary>
    /// <param name="path">The file; made when it is not there, and left.</param>
    /// <param name="what">What it guards, for the error.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="BusyException">Its holder kept it for a minute.</exception>
    public static Task<FileLock> TakeAsync(string path, string what, CancellationToken cancel) => TakeAsync(path, what, Patience, cancel);

    /// <summary>Takes the lock, waiting for its holder.</summary>
    /// <param name="path">The file; made when it is not there, and left.</param>
    /// <param name="what">What it guards, for the error.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="BusyException">Its holder kept it all the time.</exception>
    public static async Task<FileLock> TakeAsync(string path, string what, TimeSpan patience, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Between processes there is only asking again; within ours, a queue spares the asking.
        var queue = Queues.GetOrAdd(path, _ => new SemaphoreSlim(1));
        if (!await queue.WaitAsync(patience, cancel))
        {
            throw new BusyException(what, "another action of this process");
        }
        try
        {
            var end = Deadline.In(patience);
            while (true)
            {
                if (Open(LibC.OpenFile(path)) is { } file)
                {
                    return new FileLock(file, queue);
                }
                if (end.IsOver)
                {
                    throw new BusyException(what, "another process");
                }
                await Task.Delay(2, cancel);
            }
        }
        catch
        {
            queue.Release();
            throw;
        }
    }

    /// <summary>Takes the lock when nobody has it; else null.</summary>
    public static FileLock? TryTake(string path) => Open(LibC.OpenFile(path)) is { } file ? new FileLock(file, queue: null) : null;

    /// <summary>The same of a file that is there, and never makes one: null too when it is not.</summary>
    public static FileLock? TryTakeExisting(string path) =>
        LibC.OpenExisting(path) is { } opened && Open(opened) is { } file ? new FileLock(file, queue: null) : null;

    /// <summary>True when somebody has it. False when there is no such file.</summary>
    public static bool IsTaken(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return LibC.IsLocked(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>True once it was let go.</summary>
    public bool IsReleased => _file.IsClosed;

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        if (!IsReleased)
        {
            LibC.Unlock(_file);
            _file.Dispose();
            _queue?.Release();
        }
    }

    // .NET's own opening locks as well, but throws when that fails, and a switch in the environment turns it off.
    private static SafeFileHandle? Open(SafeFileHandle file)
    {
        if (LibC.TryLock(file))
        {
            return file;
        }
        file.Dispose();
        return null;
    }
}
