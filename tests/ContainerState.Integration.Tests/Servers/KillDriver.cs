using System.Diagnostics;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>This program, run once more to be killed: the one test in here starts or stops servers, when it is asked for.</summary>
public sealed class KillDriver
{
    private const string Action = "CONTAINERSTATE_TEST_ACTION";
    private const string Ready = "CONTAINERSTATE_TEST_READY";

    // All that a start may leave.
    private static readonly StartOptions Options = new()
    {
        Count = 3,
        Group = "t-kill",
        EgressTo = ["198.51.100.2:9000"],
        Dns = ["198.51.100.2"],
        Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["token"] = [1, 2, 3] },
    };

    /// <summary>Runs the driver and kills it so long after it began; gives whether it was still at work.</summary>
    internal static async Task<bool> RunAsync(string action, TimeSpan killAfter)
    {
        var ready = Path.GetTempFileName();
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(KillDriver).Assembly.Location, null))
        {
            ArgumentList = { "-explicit", "only", "-class", typeof(KillDriver).FullName! },
            Environment = { [Action] = action, [Ready] = ready },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var begun = await Eventually.LookAsync(() => new FileInfo(ready).Length > 0, there => there || process.HasExited, pause: 1);
        Assert.True(begun, said.IsCompleted ? await said : "the driver never began");
        await Task.Delay(killAfter);
        // Not its children: they go on, as they would in life.
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
        File.Delete(ready);
        return process.ExitCode != 0;
    }

    [Fact(Explicit = true)]
    public async Task Starts_or_stops_servers_until_it_is_killed()
    {
        var servers = ThisHost.Servers.List("t-*");
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(Ready)!, "ready");
        var action = Environment.GetEnvironmentVariable(Action);
        if (action is "start" or "volume")
        {
            var options = action == "volume" ? Options with { Count = 1, Volumes = ["t-data:/data"] } : Options;
            await foreach (var server in ThisHost.Servers.StartAsync(TestImage.Web() with { Name = "t-kill" }, options))
            {
                Assert.StartsWith("t-kill", server.Name, StringComparison.Ordinal);
            }
        }
        else
        {
            await Task.WhenAll(servers.Select(server => ThisHost.Servers.StopAsync(server)));
        }
    }
}
