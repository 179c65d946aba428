using System.Text;

namespace ContainerState.Containers;

/// <summary>Says in a few lines why a container did not come up.</summary>
internal static class ContainerFaults
{
    private const int LinesShown = 12;
    private const int BytesRead = 32 * 1024;

    /// <summary>The last lines of its console and of LXC's log, control characters taken out; empty when both are.</summary>
    public static string Describe(string folder)
    {
        var lines = Tail(ContainerFiles.Console(folder), _ => true)
            .Concat(Tail(ContainerFiles.EngineLog(folder), line => line.Contains(" ERROR ", StringComparison.Ordinal)));
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Tail(string path, Func<string, bool> keep)
    {
        if (!File.Exists(path))
        {
            return [];
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, BytesRead), SeekOrigin.End);
        var bytes = new byte[BytesRead];
        var read = file.ReadAtLeast(bytes, BytesRead, throwOnEndOfStream: false);
        var lines = Encoding.UTF8.GetString(bytes, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Where(keep).TakeLast(LinesShown).Select(line => string.Concat(line.Select(c => char.IsControl(c) ? '\ufffd' : c)))];
    }
}
