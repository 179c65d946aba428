using System.Globalization;
using System.Text;
using ContainerState.Definitions;
using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>One server that writes as fast as it can beside others that write a line a second, all to one log server.</summary>
public sealed class FairLogTests(ITestOutputHelper output) : LoneLogTests
{
    private const string Name = "t-fair";

    // The suite's are few; more, and for longer, by these variables.
    private static readonly int Quiet = Set("QUIET", 3);
    private static readonly int Seconds = Set("SECONDS", 6);
    private static readonly int FloodLines = Set("FLOOD_LINES", 250_000);

    [Theory]
    [InlineData(LogTransport.Tcp, "")]
    [InlineData(LogTransport.Relp, "")]
    [InlineData(LogTransport.Tcp, "long ")]
    public async Task A_server_that_floods_its_log_holds_up_no_other(LogTransport transport, string lines)
    {
        var receiver = await ReceiveAsync(transport);
        var options = Options(receiver.Port, transport);
        // The time is the host's uptime, which the kernel tells both sides.
        var tick = TestImage.Shell("while :; do read up rest < /proc/uptime; echo tick $up; sleep 1; done");
        for (var number = 1; number <= Quiet; number++)
        {
            await StartAsync(tick, options with { Name = $"{Name}-{number}" });
        }
        var quiet = new Ticks(receiver.Received);
        await Eventually.HoldsAsync(() => quiet.Read().Servers == Quiet, "the first line of each", seconds: 120, pause: 100);

        // 74 bytes each, or 60,000 that are sent in pieces.
        var flood = lines.Length > 0
            ? $"busybox yes $(printf %059999d 0) | head -n {FloodLines / 500}"
            : $"busybox yes 0000000000111111111122222222223333333333444444444455555555556666666666abc | head -n {FloodLines}";
        var chatty = await StartAsync(
            TestImage.Image(new ServerDefinition { Name = "chatty", Init = ["/bin/sh", "-c", $"{flood}; exec sleep 1000"], Log = new() { Server = options.LogServer!, SpoolBytes = 1L << 30 } }),
            options with { Name = "t-chatty" });
        await Task.Delay(1000);
        quiet.Forget();
        await Eventually.HoldsAsync(() => quiet.Read().Watched > Seconds, "the seconds", seconds: Seconds + 120, pause: 100);
        var seen = quiet.Read();
        var ahead = new FileInfo(chatty.ConsolePath).Length - ThisHost.Servers.Get(chatty.Name).LogWaitingBytes;

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{transport} {lines}: {Quiet} servers, {seen.Lines} lines, the latest {seen.Latest:0.0} s after it was written, silent for {seen.Silence:0.0} s at most; of the flood {ahead >> 10} KiB in {Seconds} s and {ThisHost.Servers.Get(chatty.Name).LogWaitingBytes >> 10} KiB wait"));
        // Two seconds on a machine that does nothing else; a suite may be busier. Without turns it is as long as the flood takes.
        Assert.True(seen.Lines >= Quiet * (Seconds - 3), $"{seen.Lines} lines of {Quiet} servers in {Seconds} s");
        Assert.InRange(seen.Latest, 0, 4);

        // And nothing of the flood is lost, nor out of its order.
        await UntilAsync(chatty, now => now.LogWaitingBytes == 0);
        await ThisHost.Servers.StopAsync(chatty);
        var sent = receiver.Lines().Where(line => line.Server == chatty.Name).DistinctBy(line => line.Sequence).ToList();
        Assert.Equal(sent.Select(line => line.Sequence).Order(), sent.Select(line => line.Sequence));
        Assert.Equal(new FileInfo(chatty.ConsolePath).Length, sent.Sum(line => line.Bytes) + sent.Count(line => lines.Length == 0 || line.Bytes < 7000));
    }

    private static int Set(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CONTAINERSTATE_LOG_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : usual;

    /// <summary>Reads what a log server writes down while it does, and says how late each tick is.</summary>
    private sealed class Ticks(string file)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, double> _last = new(StringComparer.Ordinal);
        private double _from = Uptime();
        private double _latest;
        private double _silence;
        private int _lines;
        private long _at;

        public void Forget()
        {
            Read();
            (_from, _latest, _silence, _lines) = (Uptime(), 0, 0, 0);
        }

        public (int Servers, int Lines, double Latest, double Silence, double Watched) Read()
        {
            using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = _at;
            var bytes = new byte[stream.Length - _at];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            _at += end;
            var now = Uptime();
            foreach (var line in Encoding.Latin1.GetString(bytes, 0, end).Split('\n').Where(line => line.Contains("] tick ", StringComparison.Ordinal)))
            {
                var written = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
                var server = line.Split(' ')[2];
                // A line may be sent twice.
                if (_seen.Add($"{server} {written}"))
                {
                    _lines++;
                    _latest = Math.Max(_latest, now - written);
                    _silence = Math.Max(_silence, written - _last.GetValueOrDefault(server, written));
                    _last[server] = written;
                }
            }
            // What has not come yet counts as well.
            _latest = Math.Max(_latest, _last.Values.Select(last => now - last - 1).DefaultIfEmpty().Max());
            return (_last.Count, _lines, _latest, _silence, now - _from);
        }

        private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
