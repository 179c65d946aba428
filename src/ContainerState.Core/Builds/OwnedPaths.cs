namespace ContainerState.Builds;

/// <summary>Which paths of a merged tree are whose, in as few words as there are: a folder stands for all that is in it.</summary>
internal static class OwnedPaths
{
    /// <summary>The files, links and folders of which nothing is any of these components'. The same for the same tree, whatever was looked into.</summary>
    /// <param name="root">The merged tree.</param>
    /// <param name="others">The components.</param>
    public static IReadOnlyList<string> Without(MergedEntry root, IReadOnlySet<string> others)
    {
        var paths = new List<string>();
        foreach (var (name, entry) in root.Children!)
        {
            Add(name, entry);
        }
        return paths;

        // What there is of files and links below a path: none, others' too, or none of theirs. The last leaves one path behind.
        (bool Any, bool Others) Add(string path, MergedEntry entry)
        {
            if (entry.Children is null)
            {
                var isOthers = others.Contains(entry.Owner);
                if (!isOthers)
                {
                    paths.Add(path);
                }
                return (true, isOthers);
            }
            var before = paths.Count;
            var (any, anyOthers) = (false, false);
            foreach (var (name, below) in entry.Children)
            {
                var found = Add($"{path}/{name}", below);
                (any, anyOthers) = (any | found.Any, anyOthers | found.Others);
            }
            if (any && !anyOthers)
            {
                paths.RemoveRange(before, paths.Count - before);
                paths.Add(path);
            }
            return (any, anyOthers);
        }
    }
}
