using System.Globalization;
using System.Net.Sockets;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>What is behind /dev/log of a server: socklog(8), one small process for each, which writes every message into the spool.</summary>
/// <remarks>
/// One for each, because a socket has one queue: shared, a server that writes without end would stop the others, and the
/// messages of one that was killed could be taken for those of the next. It runs as nobody, outside of the container, and
/// the kernel stops it at the spool's limit. The socket's file is bound into the container, so that a second one could not
/// take its place: when it is killed, what the server sends afterwards is refused.
/// </remarks>
internal sealed class SyslogReceiver(Host host)
{
    /// <summary>The program.</summary>
    public const string Program = "socklog";

    /// <summary>The user and group that it runs as, to which no file belongs: Debian's nobody and nogroup, the kernel's overflow ids.</summary>
    public const uint Nobody = 65534;

    // A shell for what only a shell can: it sends the output of what becomes of it to a file, and says which process it
    // is. The text is always this; files and program are its arguments. A full spool is a write that fails, and no reason
    // to end (SIGXFSZ). What socklog says of itself is of no use to anybody.
    private const string Script = "trap '' XFSZ; echo $$ >\"$1\"; shift; exec \"$@\" </dev/null >>\"$0\" 2>/dev/null";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>The socket of a server.</summary>
    /// <param name="name">The server's name.</param>
    public string Socket(string name) => Path.Combine(Folder(name), "log");

    /// <summary>Starts it; the socket is there afterwards.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="rootId">The host's id of the server's root, who alone may pass the folder of the socket.</param>
    /// <param name="file">What the messages are added to.</param>
    /// <param name="roomBytes">How far it may grow before something of it was shipped.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ProgramFailedException">It did not come up.</exception>
    public async Task StartAsync(string name, long rootId, SpoolFile file, long roomBytes, CancellationToken cancel)
    {
        // It stays in this folder, which nobody else can enter: by that it is known.
        Directory.CreateDirectory(Folder(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (LibC.ChangeOwner(Folder(name), (uint)rootId, (uint)rootId) is not 0 and var error)
        {
            throw new IOException($"{Folder(name)}: its owner cannot be changed: error {error}");
        }
        var command = (new ProgramCommand("setsid") { WorkingDirectory = Folder(name) }).WithOwnEnvironment()
            .With("--fork", "sh", "-c", Script, file.Path, IdFile(name))
            .With("env", $"UID={Nobody}", $"GID={Nobody}", Program, "-R", "unix", Socket(name));
        var result = await ProgramRunner.RunAsync(command, cancel: cancel);
        var end = Deadline.In(Patience);
        while (true)
        {
            if (File.Exists(Socket(name)) && Find(name, file) is { } process)
            {
                await file.LimitAsync(new(process, roomBytes), cancel);
                return;
            }
            if (end.IsOver)
            {
                throw new ProgramFailedException(result.Command.ToString(), result.ExitCode, "the receiver of /dev/log did not come up");
            }
            await Task.Delay(1, cancel);
        }
    }

    /// <summary>Ends it, once it has written what the server had sent. The server is dead.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="file">What its messages are added to; null when nobody knows. One that an earlier version started is known by it.</param>
    /// <param name="unsure">True when it may run though it has written down nothing of itself: the starter was lost.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task StopAsync(string name, SpoolFile? file, bool unsure, CancellationToken cancel)
    {
        // Of one who was killed while doing this.
        await LeaveAsync(name, unsure: true, cancel);
        if (!Directory.Exists(Folder(name)))
        {
            return;
        }
        foreach (var process in unsure ? FindAll(Folder(name), file) : [.. new[] { Find(name, file) }.OfType<ProcessIdentity>()])
        {
            await DrainAsync(Socket(name), cancel);
            await EndAsync(name, process, cancel);
        }
        Directory.Move(Folder(name), Leaving(name));
        await LeaveAsync(name, unsure, cancel);
    }

    private async Task LeaveAsync(string name, bool unsure, CancellationToken cancel)
    {
        if (!Directory.Exists(Leaving(name)))
        {
            return;
        }
        // From here on none comes up, whose socket would be in a folder that is not there. This one was about to.
        foreach (var process in unsure ? FindAll(Leaving(name), null) : [])
        {
            await EndAsync(name, process, cancel);
        }
        Directory.Delete(Leaving(name), recursive: true);
    }

    private static async Task EndAsync(string name, ProcessIdentity process, CancellationToken cancel)
    {
        process.Kill();
        for (var end = Deadline.In(Patience); process.IsAlive();)
        {
            if (end.IsOver)
            {
                throw new BusyException($"The receiver of /dev/log of {name}", $"process {process.Id}, which does not die");
            }
            await Task.Delay(1, cancel);
        }
    }

    // An empty message, of which nothing is written, is the last in the queue: when it was taken, all before it were written.
    private async Task DrainAsync(string path, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(LastWords);
            await socket.SendAsync(ReadOnlyMemory<byte>.Empty, limit.Token);
            while (LibC.UnreadBytes(socket.SafeHandle) > 0)
            {
                await Task.Delay(1, limit.Token);
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            // It has ended, or does not listen any more.
            cancel.ThrowIfCancellationRequested();
        }
    }

    private string Folder(string name) => Path.Combine(host.Sockets, name);

    private string IdFile(string name) => Path.Combine(Folder(name), "pid");

    // A name that no server has.
    private string Leaving(string name) => Path.Combine(host.Sockets, "." + name);

    private static List<ProcessIdentity> FindAll(string folder, SpoolFile? file) => [.. OwnProcesses.Find([Program], Places(folder, file), Nobody)];

    private static string[] Places(string folder, SpoolFile? file) => file is null ? [folder] : [folder, file.Path];

    private ProcessIdentity? Find(string name, SpoolFile? file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(IdFile(name)), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id)
                ? OwnProcesses.Find(id, [Program], Places(Folder(name), file), Nobody)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
