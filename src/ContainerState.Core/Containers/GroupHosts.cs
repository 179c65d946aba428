using System.Text;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// The <c>/etc/hosts</c> of servers in groups: it has the names of the others of the group, and is kept current while they come and go.
/// </summary>
/// <remarks>
/// A server has its file mounted, so that it can only be changed where it is. Behind what the server has for itself, there is one block of fixed
/// length for each name. Blocks never cross a page, and the first character of one is written last, or a comment's: whoever reads
/// meanwhile sees a name or does not, but never a wrong address.
/// </remarks>
internal sealed class GroupHosts(Host host)
{
    private const int Block = 128;
    private const byte Comment = (byte)'#';
    private const UnixFileMode ReadAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // Behind it, blocks begin; nothing of ours comes twice after it.
    private const string Title = "# servers of the group, as they come and go\n";

    /// <summary>Makes the file of a server that is about to start.</summary>
    /// <param name="server">The server.</param>
    /// <param name="own">What it has for itself.</param>
    /// <param name="owner">The host's user id of its root.</param>
    /// <returns>The file.</returns>
    public string Make(string server, byte[] own, long owner)
    {
        var file = FileOf(server);
        WholeFile.Write(file, Begin(own));
        File.SetUnixFileMode(file, ReadAll);
        if (LibC.ChangeOwner(file, (uint)owner, (uint)owner) is var error and not 0)
        {
            throw new IOException($"{file} cannot be given to the user {owner}: error {error}.", error);
        }
        return file;
    }

    /// <summary>Writes who is there into the files of all servers, and removes those of servers that are no more. The caller holds the host's lock.</summary>
    /// <param name="slots">All servers.</param>
    /// <param name="subnet">Their network; null when there is none.</param>
    public void Update(IReadOnlyList<Slot> slots, Subnet? subnet)
    {
        var members = slots.Where(slot => slot.Access.Group.Length > 0).ToDictionary(slot => slot.Name, slot => slot.Access.Group, StringComparer.Ordinal);
        // Who has a device is up, or as good as.
        var lines = subnet is null ? null : slots.Where(slot => slot.Access.Group.Length > 0 && ContainerNetwork.Exists(slot.Number))
            .ToLookup(slot => slot.Access.Group, slot => Line(subnet.Server(slot.Number).ToString(), slot.Name), StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(host.Groups))
        {
            // What is being written has a dot behind the server's name, which has none.
            var parts = Path.GetFileName(file).Split('.');
            if (lines is null || !members.TryGetValue(parts[0], out var group))
            {
                File.Delete(file);
            }
            else if (parts.Length == 1)
            {
                Write(file, [.. lines[group]]);
            }
        }
    }

    /// <summary>The name that servers of one kind share: without the numbers behind it.</summary>
    public static string SharedName(string server)
    {
        var end = server.Length;
        while (server.LastIndexOf('-', end - 1) is var hyphen and > 0 && hyphen < end - 1 && server.AsSpan(hyphen + 1, end - hyphen - 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            end = hyphen;
        }
        return server[..end];
    }

    /// <summary>A file without any block yet.</summary>
    internal static byte[] Begin(byte[] own)
    {
        var title = Encoding.ASCII.GetBytes(Title);
        var content = new byte[(own.Length + title.Length + Block - 1) / Block * Block];
        Array.Fill(content, (byte)'\n');
        own.CopyTo(content, 0);
        title.CopyTo(content, own.Length);
        return content;
    }

    /// <summary>Brings the blocks of a file to what they should say.</summary>
    internal static void Write(string file, IReadOnlyCollection<string> lines)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[RandomAccess.GetLength(handle)];
        _ = RandomAccess.Read(handle, content, 0);
        var begin = content.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(Title));
        var missing = lines.ToHashSet(StringComparer.Ordinal);
        var free = new Queue<long>();
        for (var at = (begin + Title.Length + Block - 1) / Block * Block; at < content.Length; at += Block)
        {
            if (content[at] != Comment && !missing.Remove(Encoding.ASCII.GetString(content, at, Math.Min(Block, content.Length - at)).TrimEnd()))
            {
                RandomAccess.Write(handle, [Comment], at);
                content[at] = Comment;
            }
            if (content[at] == Comment)
            {
                free.Enqueue(at);
            }
        }
        long end = content.Length;
        foreach (var line in missing.Order(StringComparer.Ordinal))
        {
            if (!free.TryDequeue(out var at))
            {
                (at, end) = (end, end + Block);
            }
            var block = Encoding.ASCII.GetBytes(line.PadRight(Block - 1) + "\n");
            var first = block[0];
            block[0] = Comment;
            RandomAccess.Write(handle, block, at);
            RandomAccess.Write(handle, [first], at);
        }
    }

    private static string Line(string address, string server) => SharedName(server) is var shared && shared != server ? $"{address} {server} {shared}" : $"{address} {server}";

    private string FileOf(string server) => Path.Combine(host.Groups, server);
}
