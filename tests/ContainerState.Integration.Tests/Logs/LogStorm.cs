using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>
/// Servers that write as fast as they can and are killed at any moment, while the log server goes away and comes back,
/// and the relay is killed twice.
/// </summary>
internal sealed record LogStorm(int Servers, int KilledWhileWriting, int Written, int Received, int Lost, int Duplicates, IReadOnlyList<string> Forged, TimeSpan Took)
{
    public static async Task<LogStorm> RunAsync(
        LogReceiver receiver, StartOptions options, int servers, int lines, TimeSpan away, RelayFiles relay, LogSource source = LogSource.Console)
    {
        // "line 1000" and its end; in a message "<13>Jan 31 12:00:00 t: " before it.
        var lineBytes = source == LogSource.Console ? 10 : 33;
        var clock = Stopwatch.StartNew();
        var image = TestImage.Shell($"n=0; while [ $n -lt {lines} ]; do n=$((n+1)); echo line $n; done{(source == LogSource.Console ? "" : " | busybox logger -t t")}");
        var work = Task.WhenAll(Enumerable.Range(1, servers).Select(async number =>
        {
            var server = await ServerStarts.StartAsync(image, options with { Name = $"t-storm-{receiver.Port}-{number}" });
            await KillAfterAsync(server, ServerLogFinder.PathOf(server, source), Random.Shared.NextInt64(lines * lineBytes));
            await ThisHost.Servers.StopAsync(server);
            return server;
        }));
        await Task.Delay(200);
        RelayProcess.Find(relay)?.Kill();
        await Task.Delay(300);
        receiver.Stop();
        await Task.Delay(away / 2);
        RelayProcess.Find(relay)?.Kill();
        await Task.Delay(away / 2);
        var started = await work;
        await receiver.StartAsync();

        var written = started.ToDictionary(server => server.Name, server => Numbered(File.ReadAllText(ServerLogFinder.PathOf(server, source))));
        return await Eventually.LookAsync(
            async () =>
            {
                await new LogRelays(ThisHost.Host).TendAsync(CancellationToken.None);
                return Compare(written, lines, receiver.Lines(), clock.Elapsed);
            },
            result => result.Lost == 0,
            seconds: 60,
            pause: 250);
    }

    // All that is in a server dies with its init. Stopping it in the ordinary way would wait its turn before it kills.
    private static async Task KillAfterAsync(EphemeralServer server, string path, long bytes)
    {
        await Eventually.LookAsync(() => new FileInfo(path).Length, length => length >= bytes, pause: 1);
        // One that has written all may have ended by itself.
        ProcessIdentity.Of(server.ProcessId)?.Kill();
    }

    private static LogStorm Compare(Dictionary<string, (HashSet<(long, string)> Lines, long End)> written, int lines, IReadOnlyList<ReceivedLine> received, TimeSpan took)
    {
        var seen = new HashSet<(string, long, string)>();
        var duplicates = 0;
        var forged = new List<string>();
        var pieces = 0;
        foreach (var line in received)
        {
            if (!written.TryGetValue(line.Server, out var own))
            {
                forged.Add($"{line}");
            }
            else if (line.Sequence == own.End)
            {
                // What was written of a line when the server was killed is sent too.
                pieces++;
            }
            else if (own.Lines.Contains((line.Sequence, line.Text)))
            {
                duplicates += seen.Add((line.Server, line.Sequence, line.Text)) ? 0 : 1;
            }
            else if (own.Lines.Any(other => other.Item2 == line.Text && other.Item1 < line.Sequence && line.Sequence <= other.Item1 + line.Bytes))
            {
                // A killed rsyslogd that goes on has forgotten where the line began that it had read half of.
                pieces++;
            }
            else
            {
                forged.Add($"{line}");
            }
        }
        var all = written.Sum(server => server.Value.Lines.Count);
        return new(written.Count, written.Values.Count(server => server.Lines.Count < lines), all, received.Count - pieces, all - seen.Count, duplicates, forged, took);
    }

    // The lines, each with its place, and the place behind the last.
    private static (HashSet<(long, string)> Lines, long End) Numbered(string console)
    {
        var lines = new HashSet<(long, string)>();
        var at = 0;
        for (int end; (end = console.IndexOf('\n', at)) >= 0; at = end + 1)
        {
            var line = console[at..end];
            // A terminal's end of a line, and a message's priority, are no part of the text.
            lines.Add((at, line.EndsWith('\r') ? line[..^1] : line[(line.StartsWith('<') ? line.IndexOf('>') + 1 : 0)..]));
        }
        return (lines, at);
    }
}
