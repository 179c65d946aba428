using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Contents;

/// <summary>Finds what is at a path of a server, by way of the links on it, as the server's kernel would.</summary>
internal static class ServerPath
{
    // As path_resolution(7) has it.
    private const int MostLinks = 40;
    private const int LongestTarget = 4096;

    /// <summary>What is there, and its path without links on the way; null when nothing is. A link at the end of the path is what is there.</summary>
    /// <exception cref="InvalidNameException">That is no absolute path.</exception>
    public static (string Path, TreeItem Item)? Find(ServerFiles files, string path)
    {
        var normal = path.Length > 1 ? path.TrimEnd('/') : path;
        normal = normal.Length == 0 && path.Length > 0 ? "/" : normal;
        if (StateNames.ServerPathFault(normal) is not null)
        {
            throw new InvalidNameException("path on a server", path, "an absolute path without empty parts, . and .., such as /etc/nginx");
        }
        var ahead = new Stack<string>(Parts(normal).Reverse());
        var at = new List<(string Name, TreeItem Item)>();
        var root = new TreeItem("", TreeItemKind.Tree, files.View.Tree);
        var links = 0;
        while (ahead.TryPop(out var part))
        {
            if (part == "..")
            {
                at.RemoveRange(Math.Max(0, at.Count - 1), Math.Min(1, at.Count));
                continue;
            }
            var (folder, here) = (string.Join('/', at.Select(one => one.Name)), at.Count == 0 ? root : at[^1].Item);
            if (here.Kind != TreeItemKind.Tree || files.View.Items(folder, here.Id).GetValueOrDefault(part) is not { } item)
            {
                return null;
            }
            if (item.Kind != TreeItemKind.Symlink || ahead.Count == 0)
            {
                at.Add((part, item));
                continue;
            }
            if (++links > MostLinks || files.Store.FindBlobSize(item.Id) is not (> 0 and <= LongestTarget))
            {
                return null;
            }
            var target = Encoding.UTF8.GetString(files.Store.ReadBlob(item.Id));
            if (target[0] == '/')
            {
                at.Clear();
            }
            Parts(target).Reverse().ToList().ForEach(ahead.Push);
        }
        return at.Count == 0 ? ("", root) : (string.Join('/', at.Select(one => one.Name)), at[^1].Item);
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or "."));
}
