using System.Text;

namespace ContainerState.Imports;

/// <summary>Says to whoever imports what the import left out, and what may differ the next time.</summary>
internal static class ImportWarnings
{
    // Enough to know what it is about; the record in Git has what was left out in full.
    private const int MostLines = 40;

    /// <summary>The texts, each of several lines.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<LeftOutItem> leftOut, IReadOnlyDictionary<string, string> doubtful)
    {
        var texts = new List<string>();
        if (leftOut.Count > 0)
        {
            texts.Add(List(
                "Left out, since maintainer scripts made it on this machine and nobody else may have the same. Make it when a server starts, or hand it over then:",
                [.. leftOut.Select(item => (item.Path, item.Reason))]));
        }
        if (doubtful.Count > 0)
        {
            texts.Add(List(
                "Kept, but not fit to be shared, or another the next time. Put a file of your own into rootfs/ in its place:",
                [.. doubtful.Select(file => (file.Key, file.Value))]));
        }
        return texts;
    }

    private static string List(string what, IReadOnlyList<(string Path, string Reason)> files)
    {
        var text = new StringBuilder(what);
        foreach (var (path, reason) in files.Take(MostLines))
        {
            text.Append("\n  /").Append(path).Append(": ").Append(reason);
        }
        return files.Count > MostLines ? text.Append($"\n  and {files.Count - MostLines} more").ToString() : text.ToString();
    }
}
