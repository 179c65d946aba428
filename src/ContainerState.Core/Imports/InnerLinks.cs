using ContainerState.Errors;

namespace ContainerState.Imports;

/// <summary>Whether the symbolic links of a tree stay in it.</summary>
internal static class InnerLinks
{
    // As many as Linux follows.
    private const int MostFollowed = 40;

    /// <summary>Refuses links that lead elsewhere, also by way of other links.</summary>
    /// <param name="links">The links' paths in the tree, with their targets.</param>
    /// <param name="source">What tree it is, for the error.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">A link is absolute, or leaves the tree.</exception>
    public static void Require(IReadOnlyDictionary<string, string> links, string source, CancellationToken cancel)
    {
        foreach (var (path, target) in links)
        {
            cancel.ThrowIfCancellationRequested();
            var fault = target.StartsWith('/') ? "is absolute" : Leaves(path, target, links) ? "leaves the archive" : null;
            if (fault is not null)
            {
                throw new UnsafeTreeException(
                    source, path, $"the symbolic link's target {Quoted.Text(target)} {fault}",
                    "Sources have no such links. An archive of a whole root filesystem is added with -RootFilesystem (--root-filesystem).");
            }
        }
    }

    private static bool Leaves(string path, string target, IReadOnlyDictionary<string, string> links)
    {
        var at = path.Split('/')[..^1].ToList();
        var ahead = new Stack<string>(target.Split('/').Reverse());
        var followed = 0;
        while (ahead.TryPop(out var step))
        {
            switch (step)
            {
                case "" or ".":
                    break;
                case "..":
                    if (at.Count == 0)
                    {
                        return true;
                    }
                    at.RemoveAt(at.Count - 1);
                    break;
                default:
                    at.Add(step);
                    if (links.TryGetValue(string.Join('/', at), out var further))
                    {
                        // An absolute one is refused by itself, and one that goes in a circle leads nowhere.
                        if (++followed > MostFollowed || further.StartsWith('/'))
                        {
                            return false;
                        }
                        at.RemoveAt(at.Count - 1);
                        foreach (var part in further.Split('/').Reverse())
                        {
                            ahead.Push(part);
                        }
                    }
                    break;
            }
        }
        return false;
    }
}
