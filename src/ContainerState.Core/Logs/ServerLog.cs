using System.Runtime.CompilerServices;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>Reads what a server wrote to its console.</summary>
/// <remarks>
/// The console is a file of limited size, and the one before it, named with <c>.1</c> behind; with a log server, it is
/// the spool, which is one file, and is there for a day after the server is gone.
/// </remarks>
public static class ServerLog
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>That a log does not get to its log server.</summary>
    public static string Warning(string server, string? logServer, string fault) =>
        $"The log of {server} waits on this host: {logServer} does not get it: {fault}";

    /// <summary>The lines so far.</summary>
    /// <param name="server">The server's name, put into each line.</param>
    /// <param name="consolePath">The file that the console is written to.</param>
    /// <param name="tail">Only so many of the last ones; all when null.</param>
    /// <param name="sinceUtc">Only those that were read at or after it; all when null.</param>
    /// <exception cref="InvalidNameException">A time is asked for, and the server has no log server, so that nobody knows times.</exception>
    /// <exception cref="ServerNotFoundException">The server has gone.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller may not read the file.</exception>
    public static IEnumerable<ServerLogLine> Read(string server, string consolePath, int? tail = null, DateTime? sinceUtc = null)
    {
        RequireFolder(server, consolePath);
        return ReadLines(server, consolePath, tail, LineTimes.Of(consolePath, sinceUtc));
    }

    /// <summary>The lines so far, and then each new one until the server is gone or over, or the token is cancelled.</summary>
    /// <param name="server">The server's name, put into each line.</param>
    /// <param name="consolePath">The file that the console is written to.</param>
    /// <param name="tail">Only so many of the last ones so far; all when null.</param>
    /// <param name="sinceUtc">Only those that were read at or after it; all when null.</param>
    /// <param name="isOver">True when nothing will be written any more, though what was written is still there; asked before each reading.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidNameException">A time is asked for, and the server has no log server, so that nobody knows times.</exception>
    /// <exception cref="ServerNotFoundException">The server has gone before it began.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller may not read the file.</exception>
    public static async IAsyncEnumerable<ServerLogLine> FollowAsync(
        string server,
        string consolePath,
        int? tail = null,
        DateTime? sinceUtc = null,
        Func<bool>? isOver = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RequireFolder(server, consolePath);
        var folder = Path.GetDirectoryName(consolePath)!;
        var times = LineTimes.Of(consolePath, sinceUtc);
        var (older, file) = Open(server, consolePath, tail);
        try
        {
            foreach (var line in times.Describe(server, Drain(older)))
            {
                yield return line;
            }
            while (true)
            {
                // Looked at before reading: what was written until the server went is read all the same.
                var isGone = !Directory.Exists(folder) || new LogSpool(folder).IsClosed || isOver?.Invoke() == true;
                file ??= Try(server, () => ConsoleFile.Open(consolePath));
                if (file is not null)
                {
                    var hasMoved = file.HasMoved;
                    foreach (var line in times.Describe(server, isGone || hasMoved ? Drain(file) : file.ReadLines()))
                    {
                        yield return line;
                    }
                    if (hasMoved || file.WasCut)
                    {
                        file.Dispose();
                        file = null;
                    }
                }
                // One that was renamed or cut has a new one in its place, which is read too.
                if (isGone && (file is not null || !File.Exists(consolePath)))
                {
                    yield break;
                }
                if (file is not null || !File.Exists(consolePath))
                {
                    await Task.Delay(Pause, cancel);
                }
            }
        }
        finally
        {
            older?.Dispose();
            file?.Dispose();
        }
    }

    private static IEnumerable<ServerLogLine> ReadLines(string server, string consolePath, int? tail, LineTimes times)
    {
        var (older, file) = Open(server, consolePath, tail);
        using (older)
        using (file)
        {
            foreach (var line in times.Describe(server, Drain(older).Concat(Drain(file))))
            {
                yield return line;
            }
        }
    }

    private static (ConsoleFile? Older, ConsoleFile? File) Open(string server, string consolePath, int? tail) => Try(server, () =>
    {
        var file = ConsoleFile.Open(consolePath);
        var first = new SpoolFile(consolePath).Writer?.FirstOffset ?? 0;
        if (tail is not { } lines)
        {
            file?.SkipTo(first);
            return (ConsoleFile.Open(consolePath + ".1"), file);
        }
        var missing = file?.SeekTail(Math.Max(lines, 0)) ?? lines;
        file?.SkipTo(first);
        if (missing <= 0)
        {
            return (null, file);
        }
        var older = ConsoleFile.Open(consolePath + ".1");
        older?.SeekTail(missing);
        return (older, file);
    });

    private static IEnumerable<(long Offset, string Text)> Drain(ConsoleFile? file)
    {
        if (file is null)
        {
            yield break;
        }
        foreach (var line in file.ReadLines())
        {
            yield return line;
        }
        if (file.ReadRest() is { } rest)
        {
            yield return rest;
        }
    }

    private static void RequireFolder(string server, string consolePath)
    {
        if (!Directory.Exists(Path.GetDirectoryName(consolePath)))
        {
            // The folders of servers are closed to others, who cannot tell whether one is there.
            throw Environment.IsPrivilegedProcess ? new ServerNotFoundException(server) : Root.Missing("Reading a server's log");
        }
    }

    private static T Try<T>(string server, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException)
        {
            throw Root.Missing($"Reading the log of {server}");
        }
    }
}
