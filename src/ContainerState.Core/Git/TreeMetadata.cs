using System.Globalization;
using System.Text;
using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>The metadata file of a tree: what differs from root:root, 0644 or 0755, and folders that are empty.</summary>
/// <remarks>
/// The format is mtree(5), full paths, with the keywords type, mode, uid and gid. That manual names no keyword for
/// extended attributes; <c>xattr.security.capability</c>, in base 64, is ours. Hard links are not kept apart: on a
/// read-only filesystem that shares equal blocks, two names for one file are two files with equal content.
/// </remarks>
internal sealed class TreeMetadata
{
    /// <summary>The folder of a tree that is not placed on a server.</summary>
    public const string Folder = ".containerstate";

    /// <summary>The metadata file's path in a tree.</summary>
    public const string Path = Folder + "/mtree";

    private const int LongestText = 64 << 20;
    private const int MostLines = 500_000;
    private const string Capability = "xattr.security.capability";

    private readonly SortedDictionary<string, PathMetadata> _entries = new(StringComparer.Ordinal);

    /// <summary>The paths that have metadata, relative and without a slash in front, in order. The root is the empty path.</summary>
    public IReadOnlyDictionary<string, PathMetadata> Entries => _entries;

    /// <summary>Sets the metadata of a path, or forgets it where it says nothing that is not the default.</summary>
    public void Set(string path, PathMetadata metadata)
    {
        if (!metadata.IsDirectory && metadata is { Mode: null, UserId: 0, GroupId: 0, Capability: null })
        {
            _entries.Remove(path);
        }
        else
        {
            _entries[path] = metadata;
        }
    }

    /// <summary>The metadata of a path; null when it has only defaults.</summary>
    public PathMetadata? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>Forgets the paths for which the condition holds.</summary>
    public void RemoveWhere(Func<string, PathMetadata, bool> condition)
    {
        foreach (var (path, _) in _entries.Where(entry => condition(entry.Key, entry.Value)).ToList())
        {
            _entries.Remove(path);
        }
    }

    /// <summary>The file's text: the same for the same entries.</summary>
    public string Write()
    {
        var text = new StringBuilder("#mtree v2.0\n");
        foreach (var (path, entry) in _entries)
        {
            text.Append(path.Length == 0 ? "." : "./" + Encode(path)).Append(entry.IsDirectory ? " type=dir" : " type=any");
            if (entry.Mode is { } mode)
            {
                text.Append(" mode=0").Append(Convert.ToString(mode, 8));
            }
            if (entry.UserId != 0)
            {
                text.Append(" uid=").Append(entry.UserId);
            }
            if (entry.GroupId != 0)
            {
                text.Append(" gid=").Append(entry.GroupId);
            }
            if (entry.Capability is not null)
            {
                text.Append(' ').Append(Capability).Append('=').Append(entry.Capability);
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="where">What tree it is of, for the error.</param>
    /// <exception cref="UnsafeTreeException">It is not in the format, or names what must not be.</exception>
    public static TreeMetadata Parse(string text, string where)
    {
        if (text.Length > LongestText)
        {
            throw new UnsafeTreeException(where, Path, "it is larger than 64 MiB");
        }
        var metadata = new TreeMetadata();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var path = words[0] == "." ? "" : Decode(words[0], where);
            var entry = new PathMetadata(IsDirectory: false);
            foreach (var word in words.AsSpan(1))
            {
                entry = Apply(entry, word, where);
            }
            metadata._entries[path] = entry;
            if (metadata._entries.Count > MostLines)
            {
                throw new UnsafeTreeException(where, Path, $"it describes more than {MostLines} files and folders");
            }
        }
        return metadata;
    }

    private static PathMetadata Apply(PathMetadata entry, string word, string where)
    {
        var equals = word.IndexOf('=');
        var value = word[(equals + 1)..];
        switch (equals < 0 ? "" : word[..equals])
        {
            case "type" when value is "dir":
                return entry with { IsDirectory = true };
            case "type" when value is "any" or "file" or "link":
                return entry;
            case "mode" when value.Length is > 0 and < 7 && value.All(c => c is >= '0' and <= '7') && Convert.ToInt32(value, 8) <= 4095:
                return entry with { Mode = Convert.ToInt32(value, 8) };
            case "uid" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id):
                return entry with { UserId = id };
            case "gid" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id):
                return entry with { GroupId = id };
            case Capability when value.Length <= 64 && Convert.TryFromBase64String(value, new byte[64], out _):
                return entry with { Capability = value };
            default:
                throw new UnsafeTreeException(where, Path, $"it says {Quoted.Text(word)}, which is not known or out of range");
        }
    }

    private static string Encode(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (b is > 32 and < 127 and not (byte)'\\' and not (byte)'#' and not (byte)'=')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
            }
        }
        return text.ToString();
    }

    private static string Decode(string word, string where)
    {
        var bytes = new List<byte>(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 3 < word.Length && word[(i + 1)..(i + 4)].All(c => c is >= '0' and <= '7'))
            {
                bytes.Add((byte)(Convert.ToInt32(word[(i + 1)..(i + 4)], 8) & 255));
                i += 3;
            }
            else
            {
                bytes.Add(word[i] < 128 ? (byte)word[i] : (byte)'?');
            }
        }
        var path = Encoding.UTF8.GetString([.. bytes]);
        if (bytes.Count > TreeLimits.LongestPath || bytes.Count(one => one == '/') > TreeLimits.Deepest)
        {
            throw new UnsafeTreeException(where, path[..Math.Min(path.Length, 100)], $"the metadata file names a path of more than {TreeLimits.LongestPath} bytes or {TreeLimits.Deepest} folders");
        }
        if (!path.StartsWith("./", StringComparison.Ordinal) || path[2..].Split('/').Any(part => EntryName.Fault(part) is not null))
        {
            throw new UnsafeTreeException(where, path, "the metadata file names a path that no file can have");
        }
        return path[2..];
    }
}
