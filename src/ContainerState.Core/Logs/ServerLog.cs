using System.Runtime.CompilerServices;
using ContainerState.Errors;

namespace ContainerState.Logs;

/// <summary>Reads what a server wrote to its console.</summary>
/// <remarks>The console is a file of limited size, and the one before it, named with <c>.1</c> behind.</remarks>
public static class ServerLog
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The lines so far.</summary>
    /// <param name="server">The server's name, put into each line.</param>
    /// <param name="consolePath">The file that the console is written to.</param>
    /// <param name="tail">Only so many of the last ones; all when null.</param>
    /// <exception cref="ServerNotFoundException">The server has gone.</exception>
    /// <exception cref="NotRootException">The caller may not read the file.</exception>
    public static IEnumerable<ServerLogLine> Read(string server, string consolePath, int? tail = null)
    {
        RequireFolder(server, consolePath);
        return ReadLines(server, consolePath, tail);
    }

    /// <summary>The lines so far, and then each new one until the server is gone or the token is cancelled.</summary>
    /// <param name="server">The server's name, put into each line.</param>
    /// <param name="consolePath">The file that the console is written to.</param>
    /// <param name="tail">Only so many of the last ones so far; all when null.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ServerNotFoundException">The server has gone before it began.</exception>
    /// <exception cref="NotRootException">The caller may not read the file.</exception>
    public static async IAsyncEnumerable<ServerLogLine> FollowAsync(
        string server, string consolePath, int? tail = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RequireFolder(server, consolePath);
        var folder = Path.GetDirectoryName(consolePath)!;
        var (older, file) = Open(server, consolePath, tail);
        try
        {
            foreach (var line in Drain(older))
            {
                yield return new(server, line);
            }
            while (true)
            {
                // Looked at before reading: what was written until the server went is read all the same.
                var isGone = !Directory.Exists(folder);
                file ??= Try(server, () => ConsoleFile.Open(consolePath));
                if (file is not null)
                {
                    var hasMoved = file.HasMoved(consolePath);
                    foreach (var line in isGone || hasMoved ? Drain(file) : file.ReadLines())
                    {
                        yield return new(server, line);
                    }
                    if (hasMoved || file.WasCut)
                    {
                        file.Dispose();
                        file = null;
                    }
                }
                if (isGone)
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

    private static IEnumerable<ServerLogLine> ReadLines(string server, string consolePath, int? tail)
    {
        var (older, file) = Open(server, consolePath, tail);
        using (older)
        using (file)
        {
            foreach (var line in Drain(older).Concat(Drain(file)))
            {
                yield return new(server, line);
            }
        }
    }

    private static (ConsoleFile? Older, ConsoleFile? File) Open(string server, string consolePath, int? tail) => Try(server, () =>
    {
        var file = ConsoleFile.Open(consolePath);
        if (tail is not { } lines)
        {
            return (ConsoleFile.Open(consolePath + ".1"), file);
        }
        var missing = file?.SeekTail(Math.Max(lines, 0)) ?? lines;
        if (missing <= 0)
        {
            return (null, file);
        }
        var older = ConsoleFile.Open(consolePath + ".1");
        older?.SeekTail(missing);
        return (older, file);
    });

    private static IEnumerable<string> Drain(ConsoleFile? file)
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
            throw Environment.IsPrivilegedProcess ? new ServerNotFoundException(server) : new NotRootException("Reading a server's log");
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
            throw new NotRootException($"Reading the log of {server}");
        }
    }
}
