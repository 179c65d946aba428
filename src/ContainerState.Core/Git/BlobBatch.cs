using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>Reads many blobs in order through one <c>git cat-file --batch</c>.</summary>
/// <remarks>
/// A process of its own inflates on a core of its own, reads each object once (libgit2's blob look-ups read it twice),
/// and streams: a blob of gigabytes is never in memory. The format is that of git-cat-file(1). git does not look whether what
/// it reads is what the id was made from, so that is done here, on the way: SHA-1 of "blob SIZE", a zero byte and the content.
/// </remarks>
internal static class BlobBatch
{
    /// <summary>Hands out the content of each blob, in the order of the ids.</summary>
    /// <param name="repository">The Git directory.</param>
    /// <param name="ids">The blobs' ids.</param>
    /// <param name="take">Is given the ids' index and the content, which it must read to its end before it returns.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="fault">Is told of each blob that lies (true) or is not there (false), and the others are still read; null for an error.</param>
    /// <exception cref="ProgramFailedException">git ended with an error.</exception>
    /// <exception cref="ObjectDamagedException">A blob does not hold what its id was made from.</exception>
    /// <exception cref="InvalidDataException">A blob is not there.</exception>
    public static Task ReadAsync(string repository, IReadOnlyList<string> ids, Action<int, Stream> take, CancellationToken cancel, Action<int, bool>? fault = null) =>
        GitProgram.RunAsync(
            repository,
            // Below this size (in bytes; git's default is 512 MiB) git reads a blob into memory as a whole.
            ["-c", "core.bigFileThreshold=4m", "cat-file", "--batch", "--buffer"],
            diesWithUs: true,
            input: async (stream, token) =>
            {
                var text = new StringBuilder(ids.Count * 41);
                foreach (var id in ids)
                {
                    text.Append(id).Append('\n');
                }
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), token);
            },
            output: (stream, token) =>
            {
                using var buffered = new BufferedStream(stream, 1 << 18);
                // Git's ids are SHA-1; nothing of ours rests on it besides.
#pragma warning disable CA5350
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
                Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
                for (var i = 0; i < ids.Count; i++)
                {
                    token.ThrowIfCancellationRequested();
                    var length = ReadHeader(buffered, ids[i], fault is not null);
                    if (length < 0)
                    {
                        fault!(i, false);
                        continue;
                    }
                    hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {length}\0")));
                    using var content = new BoundedStream(buffered, length, hash);
                    take(i, content);
                    if (content.Position != content.Length || buffered.ReadByte() != '\n')
                    {
                        throw new InvalidDataException($"The object {ids[i]} was not read to its end.");
                    }
                    hash.GetHashAndReset(digest);
                    if (!digest.SequenceEqual(Convert.FromHexString(ids[i])))
                    {
                        (fault ?? throw new ObjectDamagedException(ids[i], repository))(i, true);
                    }
                }
                return Task.CompletedTask;
            },
            cancel: cancel);

    private static long ReadHeader(BufferedStream stream, string id, bool mayLack)
    {
        var line = new StringBuilder(64);
        for (var b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0 || line.Length > 200)
            {
                throw new EndOfStreamException($"git ended before the object {id}.");
            }
            line.Append((char)b);
        }
        var parts = line.ToString().Split(' ');
        if (mayLack && parts is [_, "missing"])
        {
            return -1;
        }
        return parts.Length == 3 && parts[0] == id && parts[1] == "blob" && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new InvalidDataException($"The object {id} is missing or not a blob.");
    }
}
