using System.Diagnostics;
using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Processes of a server and of a local user that call themselves what ours are called.</summary>
public sealed class FakedNamesTests : LoneStepTests
{
    // More by this variable, with the times of the same without them: "20,50".
    private const string Counts = "CONTAINERSTATE_TEST_NAMES";
    private const int InServer = 200;
    private const int OfNobody = 20;

    private static readonly string[] Names =
    [
        .. Enumerable.Range(0, 4).SelectMany(number => Commands("builds", $"build.{number}")),
        .. Enumerable.Range(1, 4).SelectMany(number => Commands("servers", $"t-new-{number}")),
    ];

    [Fact]
    public async Task Builds_and_starts_go_on_whatever_other_processes_call_themselves()
    {
        var counts = Environment.GetEnvironmentVariable(Counts);
        var (builds, starts) = counts?.Split(',') is [var b, var s] ? (Number(b), Number(s)) : (3, 6);
        await ComponentAsync("warm", "touch $OUT/warm");
        await BuildAsync();
        if (counts is not null)
        {
            await WorkAsync("alone", builds, starts);
        }

        var server = await ServerTests.StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "names",
            Init = ["/bin/named", $"{InServer}", .. Names],
            Limits = new(64 << 20, Processes: InServer + 10),
        }));
        await NameProgram.BuildAsync(Bench.At("named"));
        File.SetUnixFileMode(Bench.Folder, (UnixFileMode)493);
        using var nobody = Process.Start("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--", Bench.At("named"), $"{OfNobody}", .. Names]);
        try
        {
            var before = await Eventually.LookAsync(() => NameProgram.Made(), made => made.Count == InServer + OfNobody);
            Assert.Equal(InServer + OfNobody, before.Count);

            var faults = await WorkAsync("with names", builds, starts);

            Assert.Empty(faults);
            Assert.True(before.SetEquals(NameProgram.Made()), $"{before.Except(NameProgram.Made()).Count()} processes of others were killed");
        }
        finally
        {
            nobody.Kill();
            await ThisHost.Servers.StopAsync(server, force: true);
        }
    }

    private static string[] Commands(string folder, string name) =>
    [
        $"[lxc monitor] /run/containerstate/{folder} {name}",
        string.Join(NameProgram.Between, "lxc-start", "--lxcpath", $"/run/containerstate/{folder}", "--name", name, "--daemon"),
        string.Join(NameProgram.Between, "socklog", "-R", "unix", $"/run/containerstate/sockets/{name}/log"),
    ];

    // Builds in a row, and beside them starts and stops in a row.
    private async Task<IReadOnlyList<string>> WorkAsync(string what, int builds, int starts)
    {
        var faults = new List<string>();
        var building = EachAsync("build", builds, async number =>
        {
            await ComponentAsync("step", $"echo {what} {number} > $OUT/step");
            await BuildAsync();
        });
        var starting = EachAsync("start", starts, async number =>
        {
            var server = await ServerTests.StartAsync(TestImage.Web(), new() { Name = $"t-new-{1 + (number % 4)}" });
            await ThisHost.Servers.StopAsync(server);
        });
        await Task.WhenAll(building, starting);
        return faults;

        async Task EachAsync(string kind, int count, Func<int, Task> work)
        {
            var times = new List<double>();
            for (var number = 0; number < count; number++)
            {
                var watch = Stopwatch.StartNew();
                var fault = await Record.ExceptionAsync(() => Task.Run(() => work(number)));
                times.Add(watch.Elapsed.TotalSeconds);
                if (fault is not null)
                {
                    lock (faults)
                    {
                        faults.Add($"{kind} {number}: {fault.Message}");
                    }
                }
            }
            times.Sort();
            lock (faults)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: {count} x {kind}: median {times[count / 2]:0.00} s, longest {times[^1]:0.00} s, failed {faults.Count(text => text.StartsWith(kind, StringComparison.Ordinal))}"));
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
