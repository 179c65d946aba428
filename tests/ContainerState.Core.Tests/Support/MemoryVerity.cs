using System.Security.Cryptography;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Support;

/// <summary>fs-verity that keeps in memory what each file was when it was turned on. It goes with the file, and a copy does not have it.</summary>
internal sealed class MemoryVerity : IFileVerity, IDisposable
{
    // Held open, since a file's number is given to another as soon as the first is gone.
    private readonly Dictionary<string, (string Digest, FileStream Held)> _files = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Whether kernel and filesystem have it: not until a test says so.</summary>
    public bool IsThere { get; set; }

    /// <summary>What turning it on, and asking for a digest, fail with.</summary>
    public IOException? Fault { get; set; }

    public string? Measure(string file) => Do(() => IsThere ? _files.GetValueOrDefault(FileStatus.Of(file).File).Digest : null);

    public bool TryEnable(string file) => Do(() =>
    {
        if (IsThere && !_files.ContainsKey(FileStatus.Of(file).File))
        {
            var held = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _files.Add(FileStatus.Of(file).File, (Convert.ToHexStringLower(SHA256.HashData([1, .. File.ReadAllBytes(file)])), held));
        }
        return IsThere;
    });

    public VeritySupport SupportOf(string folder) => IsThere ? VeritySupport.Present : VeritySupport.NotInKernel;

    public void Dispose() => _files.Values.ToList().ForEach(file => file.Held.Dispose());

    private T Do<T>(Func<T> what)
    {
        lock (_lock)
        {
            return Fault is null ? what() : throw Fault;
        }
    }
}
