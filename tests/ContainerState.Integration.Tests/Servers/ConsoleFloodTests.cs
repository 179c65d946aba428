using System.Diagnostics;
using System.Globalization;
using ContainerState.Definitions;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class ConsoleFloodTests : ServerTests
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_console_flood_takes_a_quarter_of_a_processor_more_at_most()
    {
        var server = await StartAsync(TestImage.Image(new ServerDefinition { Name = "flood", Init = ["/bin/busybox", "yes", new string('y', 200)], Limits = new(Cpus: 0.5) }));
        var monitor = int.Parse(await File.ReadAllTextAsync(Path.Combine(ThisHost.Host.Servers, server.Name, "monitor.pid")), CultureInfo.InvariantCulture);
        var watch = Stopwatch.StartNew();
        var before = Process.GetProcessById(monitor).TotalProcessorTime;
        var written = WrittenBy(monitor);
        await Task.Delay(Watched);
        var used = (Process.GetProcessById(monitor).TotalProcessorTime - before) / watch.Elapsed;
        written = WrittenBy(monitor) - written;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the monitor used {used:0.00} of a processor for {written / watch.Elapsed.TotalSeconds / (1 << 20):0.0} MiB a second"));

        // The kernel counts ticks of up to a hundredth of a second.
        Assert.True(used < 0.3, $"the monitor used {used:0.00} of a processor");
        Assert.True(written > 1 << 20, $"{written} bytes went through");
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
    }

    private static long WrittenBy(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith("wchar:", StringComparison.Ordinal))[6..], CultureInfo.InvariantCulture);
}
