using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>What a server's tree says: the server, and its filesystem.</summary>
/// <param name="Tree">The tree's id.</param>
/// <param name="Definition">The server.</param>
/// <param name="Files">Its filesystem.</param>
/// <param name="Layers">What its image is laid together from, bottom first.</param>
/// <param name="SshServer">The path of an ssh server in the image; null when there is none.</param>
internal sealed record ImageLayout(string Tree, ServerDefinition Definition, FilesystemTree Files, IReadOnlyList<LayerTree> Layers, string? SshServer)
{
    /// <summary>The path of the server's definition in its tree. It is not placed on the server.</summary>
    public const string DefinitionPath = TreeMetadata.Folder + "/server.json";

    // Programs that let people log in over ssh, by the names that distributions give them.
    private static readonly HashSet<string> SshServers = new(StringComparer.Ordinal) { "sshd", "dropbear", "tinysshd", "lshd", "sshd-session" };

    /// <summary>Reads a server's tree; refuses what must not reach a filesystem.</summary>
    /// <param name="store">The repository that has it.</param>
    /// <param name="tree">Its id.</param>
    /// <remarks>What is known of a tree from before is not looked into. Whoever writes a layer reads all of it, and refuses the same.</remarks>
    /// <exception cref="UnsafeTreeException">It holds such an entry, or is not a server's tree.</exception>
    public static ImageLayout Read(GitStore store, string tree)
    {
        var where = "the server's tree";
        var definition = store.ReadText(tree, DefinitionPath)
            ?? throw new UnsafeTreeException(where, DefinitionPath, "the definition of the server is missing");
        _ = FileTimes.Of(store, tree, where);
        var files = new FilesystemTree(store, tree, where);
        if (store.Survey.OfFiles(tree, where).HasGitlinks)
        {
            throw Gitlink(where, files.Below("").First(entry => entry.Kind == TreeItemKind.Gitlink).Path);
        }
        files.RequireFolders();
        var ssh = Programs(store, tree).FirstOrDefault(file =>
            file.Item.Kind is TreeItemKind.Executable or TreeItemKind.Symlink && SshServers.Contains(file.Item.Name) && !file.Path.StartsWith("etc/", StringComparison.Ordinal));
        return new(tree, DefinitionJson.Read(definition), files, LayerList.Read(store, tree, where), ssh.Path is null ? null : "/" + ssh.Path);
    }

    /// <summary>Files that can be run, libraries by their names, and links; those folders where there are none are not read.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="tree">A filesystem's tree.</param>
    internal static IEnumerable<(string Path, TreeItem Item)> Programs(GitStore store, string tree) => Programs(store, tree, "");

    private static IEnumerable<(string Path, TreeItem Item)> Programs(GitStore store, string tree, string prefix)
    {
        foreach (var item in store.Entries(tree, "the server's tree").Where(item => prefix.Length > 0 || item.Name != TreeMetadata.Folder))
        {
            var path = prefix + item.Name;
            if (item.Kind != TreeItemKind.Tree)
            {
                if (item.Kind is TreeItemKind.Executable or TreeItemKind.Symlink || TreeSurvey.IsLibrary(item.Name))
                {
                    yield return (path, item);
                }
                continue;
            }
            foreach (var below in store.Survey.Of(item.Id, "the server's tree", path + "/").HasPrograms ? Programs(store, item.Id, path + "/") : [])
            {
                yield return below;
            }
        }
    }

    private static UnsafeTreeException Gitlink(string where, string path) => new(where, path, "it is a commit of another repository");

    /// <summary>The entries of its filesystem, as a layer of all of them would have them.</summary>
    public IReadOnlyList<ImageEntry> ReadEntries(GitStore store) => ReadEntries(store, Tree, "the server's tree", FileTimes.Of(store, Tree, "the server's tree"));

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
                entries.Add(EntryOf(path, item.Kind, item.Id, follows));
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
                throw Gitlink(where, path);
            }
            return ImageEntry.Of(path, kind, id, metadata.Find(path), follows);
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

    /// <summary>The definition as it stands in a server's tree.</summary>
    internal static byte[] DefinitionBytes(ServerDefinition definition) => Encoding.UTF8.GetBytes(DefinitionJson.Write(definition));
}
