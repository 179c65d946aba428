using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>What a server's tree says: the server, and every entry of its filesystem.</summary>
/// <param name="Tree">The tree's id.</param>
/// <param name="Definition">The server.</param>
/// <param name="Entries">The entries, parents before children, in the order of Git's trees.</param>
/// <param name="Layers">What its image is laid together from, bottom first.</param>
internal sealed record ImageLayout(string Tree, ServerDefinition Definition, IReadOnlyList<ImageEntry> Entries, IReadOnlyList<LayerTree> Layers)
{
    /// <summary>The path of the server's definition in its tree. It is not placed on the server.</summary>
    public const string DefinitionPath = TreeMetadata.Folder + "/server.json";


    // Programs that let people log in over ssh, by the names that distributions give them.
    private static readonly HashSet<string> SshServers = new(StringComparer.Ordinal) { "sshd", "dropbear", "tinysshd", "lshd", "sshd-session" };

    /// <summary>The path of an ssh server in the image; null when there is none.</summary>
    public string? SshServer { get; } = FindSshServer(Entries);

    /// <summary>Reads a server's tree; refuses what must not reach a filesystem.</summary>
    /// <exception cref="UnsafeTreeException">It holds such an entry, or is not a server's tree.</exception>
    public static ImageLayout Read(GitStore store, string tree)
    {
        var where = "the server's tree";
        var definition = store.ReadText(tree, DefinitionPath)
            ?? throw new UnsafeTreeException(where, DefinitionPath, "the definition of the server is missing");
        return new ImageLayout(tree, DefinitionJson.Read(definition), ReadEntries(store, tree, where, FileTimes.Of(store, tree, where)), LayerList.Read(store, tree, where));
    }

    /// <summary>Every entry of a filesystem's tree, parents before children; refuses what must not reach a filesystem.</summary>
    /// <param name="store">The repository that has it.</param>
    /// <param name="tree">Its id.</param>
    /// <param name="where">What it is, for errors.</param>
    /// <param name="times">The times of its files: those that it says itself count on a server alone.</param>
    /// <exception cref="UnsafeTreeException">It holds such an entry.</exception>
    internal static IReadOnlyList<ImageEntry> ReadEntries(GitStore store, string tree, string where, FileTimes times)
    {
        var metadata = store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, where) : new TreeMetadata();
        var entries = new List<ImageEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new HashSet<string>(StringComparer.Ordinal);
        Walk(tree, "", 0, follow: false);
        AddEmptyFolders();
        return entries;

        void Walk(string id, string prefix, int depth, bool follow)
        {
            if (depth > TreeLimits.Deepest || prefix.Length > TreeLimits.LongestPath)
            {
                throw new UnsafeTreeException(where, prefix, $"it is nested more than {TreeLimits.Deepest} folders deep, or its path is too long");
            }
            foreach (var item in store.Entries(id, where))
            {
                if (depth == 0 && item.Name == TreeMetadata.Folder)
                {
                    continue;
                }
                var path = prefix + item.Name;
                if (entries.Count > TreeLimits.MostEntries)
                {
                    throw new UnsafeTreeException(where, path, $"it holds more than {TreeLimits.MostEntries} entries");
                }
                var follows = follow || times.Follow(path);
                entries.Add(EntryOf(path, item.Kind, item.Kind == TreeItemKind.Tree ? "" : item.Id, follows));
                if (item.Kind != TreeItemKind.Tree)
                {
                    files.Add(path);
                }
                else
                {
                    seen.Add(path);
                    Walk(item.Id, path + "/", depth + 1, follows);
                }
            }
        }

        ImageEntry EntryOf(string path, TreeItemKind kind, string id, bool follows = false)
        {
            if (kind == TreeItemKind.Gitlink)
            {
                throw new UnsafeTreeException(where, path, "it is a commit of another repository");
            }
            var extra = metadata.Find(path);
            var mode = extra?.Mode ?? (kind == TreeItemKind.File ? 420 : kind == TreeItemKind.Symlink ? 511 : 493);
            return new ImageEntry(path, kind, id, mode, extra?.UserId ?? 0, extra?.GroupId ?? 0, extra?.Capability)
            {
                Time = follows && kind is TreeItemKind.File or TreeItemKind.Executable ? FileTimes.OfContent(id) : FileTimes.First,
            };
        }

        // Folders that hold nothing are in the metadata only, and so are their parents perhaps.
        void AddEmptyFolders()
        {
            foreach (var (path, entry) in metadata.Entries)
            {
                if (!entry.IsDirectory || path.Length == 0)
                {
                    continue;
                }
                for (var slash = path.IndexOf('/'); ; slash = path.IndexOf('/', slash + 1))
                {
                    var part = slash < 0 ? path : path[..slash];
                    if (files.Contains(part))
                    {
                        throw new UnsafeTreeException(where, part, "one component makes it a folder, another a file or link");
                    }
                    if (seen.Add(part))
                    {
                        entries.Add(EntryOf(part, TreeItemKind.Tree, ""));
                    }
                    if (slash < 0)
                    {
                        break;
                    }
                }
            }
        }
    }

    private static string? FindSshServer(IReadOnlyList<ImageEntry> entries)
    {
        var found = entries.FirstOrDefault(entry =>
            entry.Kind is TreeItemKind.Executable or TreeItemKind.Symlink && SshServers.Contains(entry.Name)
            && !entry.Path.StartsWith("etc/", StringComparison.Ordinal));
        return found is null ? null : "/" + found.Path;
    }

    /// <summary>The definition as it stands in a server's tree.</summary>
    internal static byte[] DefinitionBytes(ServerDefinition definition) => Encoding.UTF8.GetBytes(DefinitionJson.Write(definition));
}
