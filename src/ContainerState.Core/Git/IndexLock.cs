using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>Git's own lock on the index, <c>index.lock</c>: while it is held, no git of the user's changes the index or makes a commit out of it.</summary>
/// <remarks>Ours holds a word that git never writes there, so that one that a killed command left is known and taken away.</remarks>
internal sealed class IndexLock : IDisposable
{
    private const string Mark = "containerstate\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _lock;

    private IndexLock(string index)
    {
        Index = index;
        _lock = LockOf(index);
    }

    /// <summary>The index; there may be none yet.</summary>
    public string Index { get; }

    /// <summary>Takes it, waiting a while for a git that has it.</summary>
    /// <exception cref="BusyException">Git goes on holding it, such as a commit whose message is being written.</exception>
    public static async Task<IndexLock> TakeAsync(GitStore store, CancellationToken cancel)
    {
        var taken = new IndexLock(IndexOf(store));
        var end = Deadline.In(Patience);
        while (!taken.TryMake())
        {
            if (end.IsOver)
            {
                throw new BusyException($"The index of {store.WorkTree}", $"git, such as a commit whose message is being written. Or a git that was killed has left {taken._lock}");
            }
            await Task.Delay(20, cancel);
        }
        return taken;
    }

    /// <summary>True when one of ours is there.</summary>
    public static bool IsOurs(GitStore store)
    {
        try
        {
            var file = new FileInfo(LockOf(IndexOf(store)));
            return file.Exists && file.Length == Mark.Length && File.ReadAllText(file.FullName) == Mark;
        }
        catch (IOException)
        {
            // Git was faster in taking its own away.
            return false;
        }
    }

    /// <summary>Takes away what a killed command left. The caller holds our own lock on the repository, so that nobody of ours has it.</summary>
    public static void Sweep(GitStore store)
    {
        if (IsOurs(store))
        {
            File.Delete(LockOf(IndexOf(store)));
        }
    }

    /// <summary>Puts another index in the place of the one that is there.</summary>
    /// <param name="file">It, on the same filesystem; it is moved.</param>
    public void Replace(string file)
    {
        if (File.Exists(Index))
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(Index));
        }
        File.Move(file, Index, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_lock);

    private static string IndexOf(GitStore store) => Path.Combine(store.GitDirectory, "index");

    private static string LockOf(string index) => index + ".lock";

    private bool TryMake()
    {
        try
        {
            using var file = new FileStream(_lock, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            file.Write("containerstate\n"u8);
            return true;
        }
        catch (IOException) when (File.Exists(_lock))
        {
            return false;
        }
    }
}
