using System.Globalization;
using System.Text;

namespace ContainerState.Git;

/// <summary>Reads many blobs in order through one <c>git cat-file --batch</c>.</summary>
/// <remarks>
/// A process of its own inflates on a core of its own, reads each object once (libgit2's blob look-ups read it twice),
/// and streams: a blob of gigabytes is never in memory. The format is that of git-cat-file(1).
/// </remarks>
public static class BlobBatch
{
    /// <summary>Hands out the content of each blob, in the order of the ids.</summary>
    /// <param name="repository">The Git directory.</param>
    /// <param name="ids">The blobs' ids.</param>
    /// <param name="take">Is given the ids' index and the content, which it must read to its end before it returns.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="Errors.ProgramFailedException">git ended with an error.</exception>
    /// <exception cref="InvalidDataException">A blob is not there.</exception>
    public static Task ReadAsync(string repository, IReadOnlyList<string> ids, Action<int, Stream> take, CancellationToken cancel) =>
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
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), token).ConfigureAwait(false);
            },
            output: (stream, token) =>
            {
                using var buffered = new BufferedStream(stream, 1 << 18);
                for (var i = 0; i < ids.Count; i++)
                {
                    token.ThrowIfCancellationRequested();
                    using var content = new BoundedStream(buffered, ReadHeader(buffered, ids[i]));
                    take(i, content);
                    if (content.Position != content.Length || buffered.ReadByte() != '\n')
                    {
                        throw new InvalidDataException($"The object {ids[i]} was not read to its end.");
                    }
                }
                return Task.CompletedTask;
            },
            cancel: cancel);

    private static long ReadHeader(BufferedStream stream, string id)
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
        return parts.Length == 3 && parts[0] == id && parts[1] == "blob" && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new InvalidDataException($"The object {id} is missing or not a blob.");
    }
}
