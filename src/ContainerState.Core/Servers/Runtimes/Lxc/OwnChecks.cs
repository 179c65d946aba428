using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerState.Platform;

namespace ContainerState.Servers.Runtimes.Lxc;

/// <summary>What holds for every server, whatever state.yaml says.</summary>
internal static class OwnChecks
{
    private const int SshPort = 22;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    // Filesystems of the kernel that take no data; devpts and mqueue are bound by limits of their own.
    private static readonly HashSet<string> NoData = new(["proc", "sysfs", "devpts", "mqueue", "devtmpfs"], StringComparer.Ordinal);

    /// <summary>
    /// A write to the root is refused, and no other place can be written than those that it was given and /dev. Seen from
    /// the host, through the init's own view of its files, so that it holds for an image without a shell as well.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="given">The places.</param>
    public static Task<CheckAttempt> RootIsReadOnlyAsync(EphemeralServer server, IReadOnlyList<string> given)
    {
        try
        {
            var allowed = given.Append("/dev").ToHashSet(StringComparer.Ordinal);
            var open = WritableMounts(server.ProcessId).Where(mount => !allowed.Contains(mount)).ToList();
            var refusal = TryWrite($"/proc/{server.ProcessId.ToString(CultureInfo.InvariantCulture)}/root");
            return Task.FromResult(open.Count > 0
                ? new CheckAttempt(false, $"can be written: {string.Join(", ", open)}")
                : refusal);
        }
        catch (IOException error)
        {
            return Task.FromResult(new CheckAttempt(false, $"it ended meanwhile: {error.Message}"));
        }
    }

    /// <summary>No process listens on port 22, and a connection to it is refused.</summary>
    public static async Task<CheckAttempt> NothingListensOnSshAsync(EphemeralServer server, CancellationToken cancel)
    {
        try
        {
            if (Listens(server.ProcessId))
            {
                return new(false, "a process listens on port 22");
            }
        }
        catch (IOException error)
        {
            return new(false, $"it ended meanwhile: {error.Message}");
        }
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(server.Address), SshPort, limit.Token);
            return new(false, "port 22 takes a connection");
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return new(true, "no listener, connection refused");
        }
        catch (SocketException error)
        {
            return new(false, $"port 22: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(false, "port 22 neither takes nor refuses a connection");
        }
    }

    private static CheckAttempt TryWrite(string root)
    {
        var path = Path.Combine(root, $".containerstate-{Guid.NewGuid():n}");
        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
            File.Delete(path);
            return new(false, "a file could be written to /");
        }
        catch (IOException error) when (error.HResult == LibC.ReadOnlyFileSystem)
        {
            return new(true, "a write to / is refused: read-only file system");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Refused for another reason than that the root is read-only.
            return new(false, $"a write to / ended with: {error.Message}");
        }
    }

    private static IEnumerable<string> WritableMounts(int process) =>
        MountTable.Read(process).Where(mount => !mount.IsReadOnly && !NoData.Contains(mount.Type)).Select(mount => mount.Point);

    private static bool Listens(int process) =>
        TcpSocket.ReadAll(process.ToString(CultureInfo.InvariantCulture)).Any(socket => socket.Listens && socket.Port == SshPort);
}
