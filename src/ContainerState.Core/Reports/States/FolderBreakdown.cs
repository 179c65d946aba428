using ContainerState.Contents;

namespace ContainerState.Reports.States;

/// <summary>Chooses the folders that a picture shows: the largest are divided further, until there are enough of them.</summary>
internal static class FolderBreakdown
{
    /// <summary>How many levels of folders are told apart.</summary>
    public const int Levels = 5;

    private const int Most = 240;

    // Of all bytes: what is smaller is not divided, and a folder that is much smaller is part of the rest of the one above.
    private const double LeastDivided = 0.03;
    private const double LeastShown = 0.005;

    /// <summary>The folders to show, by component, the largest first; together they hold everything once.</summary>
    /// <param name="components">The server's root as far as each component gives it.</param>
    /// <param name="most">How many folders there may be, if there are not more components than that.</param>
    public static IReadOnlyList<ReportFolder> Of(IReadOnlyDictionary<string, FolderSize> components, int most = Most)
    {
        var total = components.Values.Sum(folder => folder.Bytes);
        var shown = components.Select(one => new Part(one.Key, "", one.Value)).ToList();
        var ahead = new PriorityQueue<Part, long>(shown.Select(part => (part, -part.Bytes)));
        while (shown.Count < most && ahead.TryDequeue(out var next, out _))
        {
            if (next.Bytes < total * LeastDivided)
            {
                break;
            }
            var parts = next.Folder.Folders
                .Where(below => below.Value.Bytes >= total * LeastShown)
                .OrderByDescending(below => below.Value.Bytes).Take(most - shown.Count)
                .Select(below => new Part(next.Component, $"{next.Path}/{below.Key}", below.Value)).ToList();
            foreach (var part in parts)
            {
                next.Bytes -= part.Bytes;
                next.Files -= part.Files;
                next.IsRest = true;
                shown.Add(part);
                ahead.Enqueue(part, -part.Bytes);
            }
        }
        shown.ForEach(part => part.Narrow());
        var sizes = components.ToDictionary(one => one.Key, one => one.Value.Bytes, StringComparer.Ordinal);
        return [.. shown.Where(part => part.Bytes > 0 || part.Files > 0)
            .OrderByDescending(part => sizes[part.Component]).ThenBy(part => part.Component, StringComparer.Ordinal)
            .ThenByDescending(part => part.Bytes).ThenBy(part => part.Path, StringComparer.Ordinal)
            .Select(part => new ReportFolder(part.Component, part.Path.Length == 0 ? "/" : part.Path, part.IsRest, part.Files, part.Bytes))];
    }

    // A folder, without those of its folders that are shown for themselves.
    private sealed class Part(string component, string path, FolderSize folder)
    {
        public string Component => component;

        public string Path { get; private set; } = path;

        public FolderSize Folder { get; private set; } = folder;

        public long Bytes { get; set; } = folder.Bytes;

        public long Files { get; set; } = folder.Files;

        public bool IsRest { get; set; }

        // A folder that holds one folder and nothing else is that one.
        public void Narrow()
        {
            while (!IsRest && Folder.Folders.Count == 1 && Folder.Folders.First() is var only && (only.Value.Files, only.Value.Bytes) == (Files, Bytes))
            {
                (Path, Folder) = ($"{Path}/{only.Key}", only.Value);
            }
        }
    }
}
