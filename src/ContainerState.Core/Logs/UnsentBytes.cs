using System.Globalization;

namespace ContainerState.Logs;

/// <summary>What a process has sent over TCP and nobody has acknowledged, from /proc/net/tcp (proc(5)).</summary>
internal static class UnsentBytes
{
    private const string SocketPrefix = "socket:[";

    /// <summary>True when there is any, in a connection of the process. False when the process has gone.</summary>
    public static bool Any(int process)
    {
        var folder = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}";
        try
        {
            var sockets = Directory.EnumerateFileSystemEntries($"{folder}/fd")
                .Select(path => new FileInfo(path).LinkTarget)
                .Where(target => target?.StartsWith(SocketPrefix, StringComparison.Ordinal) == true)
                .Select(target => target![SocketPrefix.Length..^1])
                .ToHashSet(StringComparer.Ordinal);
            return ((string[])["tcp", "tcp6"]).Select(name => $"{folder}/net/{name}").Where(File.Exists)
                .SelectMany(File.ReadLines).Any(line => IsWaiting(line, sockets));
        }
        catch (IOException)
        {
            return false;
        }
    }

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...; the queues in hex.
    private static bool IsWaiting(string line, HashSet<string> sockets) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var queues, _, _, _, _, var inode, ..]
        && sockets.Contains(inode) && !queues.StartsWith("00000000:", StringComparison.Ordinal);
}
