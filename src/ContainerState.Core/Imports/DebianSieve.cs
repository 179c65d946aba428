using System.Formats.Tar;
using System.Security.Cryptography;

namespace ContainerState.Imports;

/// <summary>
/// Leaves out of an installed system what its maintainer scripts made and nobody may share: private keys with their public
/// halves, and the data of services. What packages ship is public, and stays. What is made is looked at a second time.
/// </summary>
/// <param name="load">Reads what packages ship; called at the first entry.</param>
/// <param name="scratch">A folder that is removed afterwards.</param>
/// <param name="unstable">The second look.</param>
internal sealed class DebianSieve(Func<CancellationToken, Task<ShippedFiles>> load, string scratch, UnstableContent unstable) : ITarSieve
{
    // What dpkg keeps of the packages, which none of them ships: what it says of them, and their own scripts.
    private const string Database = "var/lib/dpkg/";

    private readonly SortedDictionary<string, LeftOutItem> _leftOut = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _doubtful = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _maybePublic = new(StringComparer.Ordinal);
    private readonly List<byte[]> _publicHalves = [];
    private readonly ServiceState _state = new();
    private readonly byte[] _buffer = new byte[16 << 20];
    private ShippedFiles? _shipped;
    private FileStream? _large;

    /// <summary>The names of the packages that were installed.</summary>
    public IReadOnlySet<string> Packages => _shipped?.Packages ?? new HashSet<string>();

    /// <summary>What was left out, by path.</summary>
    public IReadOnlyList<LeftOutItem> LeftOut => [.. _leftOut.Values];

    /// <summary>What was kept and may differ the next time, by path, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Doubtful => _doubtful;

    /// <inheritdoc/>
    public async Task<Stream?> PassAsync(TarEntry entry, string path, CancellationToken cancel)
    {
        _shipped ??= await load(cancel);
        var made = !_shipped.Names(path);
        // Asked of what is shipped too, since it learns of folders that way.
        if (_state.Find(entry, path) is { } state && made)
        {
            LeaveOut(state, "the data of a service");
            return null;
        }
        if (entry.DataStream is null)
        {
            return Stream.Null;
        }
        return entry.Length > _buffer.Length
            ? await PassLargeAsync(entry, path, cancel)
            : Pass(await ReadAsync(entry, cancel), path, made);
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> Finish()
    {
        _large?.Dispose();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, content) in _maybePublic.Where(file => _publicHalves.Exists(half => PublicHalf.IsIn(file.Value, half))))
        {
            found.Add(path);
            _doubtful.Remove(path);
            LeaveOut(path, "it goes with a private key that is left out");
        }
        return found;
    }

    private MemoryStream? Pass(int length, string path, bool made)
    {
        ReadOnlySpan<byte> content = _buffer.AsSpan(0, length);
        if (PrivateKeys.Find(content) is { } key && !_shipped!.Holds(path, content))
        {
            LeaveOut(path, key);
            if (PublicHalf.Of(content) is { } half)
            {
                _publicHalves.Add(half);
            }
            return null;
        }
        if (!made)
        {
            return new MemoryStream(_buffer, 0, length, writable: false);
        }
        var stable = StableForms.Find(content);
        if (stable is null && !path.StartsWith(Database, StringComparison.Ordinal))
        {
            if (unstable.Find(content, DateTimeOffset.UtcNow) is { } reason)
            {
                _doubtful[path] = reason;
            }
            if (PublicHalf.MayBeIn(content))
            {
                _maybePublic[path] = content.ToArray();
            }
        }
        return stable is null ? new MemoryStream(_buffer, 0, length, writable: false) : new MemoryStream(stable, writable: false);
    }

    private async Task<int> ReadAsync(TarEntry entry, CancellationToken cancel)
    {
        var length = (int)entry.Length;
        await entry.DataStream!.ReadExactlyAsync(_buffer.AsMemory(0, length), cancel);
        return length;
    }

    // By way of a file, since it is known only at its end whether it goes into Git.
    private async Task<Stream?> PassLargeAsync(TarEntry entry, string path, CancellationToken cancel)
    {
        _large ??= new FileStream(Path.Combine(scratch, "large"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        _large.SetLength(0);
        string? key = null;
#pragma warning disable CA5351 // As dpkg has it.
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var kept = 0;
        while (await entry.DataStream!.ReadAtLeastAsync(_buffer.AsMemory(kept), _buffer.Length - kept, throwOnEndOfStream: false, cancel) is > 0 and var read)
        {
            digest.AppendData(_buffer, kept, read);
            await _large.WriteAsync(_buffer.AsMemory(kept, read), cancel);
            key ??= PrivateKeys.Find(_buffer.AsSpan(0, kept + read));
            var next = Math.Min(PrivateKeys.Overlap, kept + read);
            _buffer.AsSpan(kept + read - next, next).CopyTo(_buffer);
            kept = next;
        }
        if (key is not null && !_shipped!.HasDigest(path, digest.GetHashAndReset()))
        {
            LeaveOut(path, key);
            return null;
        }
        _large.Position = 0;
        return _large;
    }

    private void LeaveOut(string path, string reason) => _leftOut.TryAdd(path, new LeftOutItem(path, reason));
}
