using ContainerState.Integration.Tests.Servers;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>Inits that start services, and start them again; systemd is among the examples.</summary>
[Collection(nameof(ServerTests))]
public sealed class InitTests(InitRepository inits) : IClassFixture<InitRepository>
{
    [Theory]
    [InlineData("/bin/busybox, init", "")]
    [InlineData("/usr/bin/runsvdir, -P, /etc/services", "")]
    [InlineData("/sbin/runit", "")]
    [InlineData("/usr/bin/s6-svscan, /etc/s6", ", {path: /etc/s6, copy: true}")]
    public async Task An_init_starts_a_service_and_starts_it_again(string init, string writable)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var before = HostSnapshot.Take();
        var image = await inits.BuildAsync(init, writable);
        var server = await inits.DoAsync("server", "start", image.Id, "--name", "t-init", "--wait", "--timeout", "30");
        try
        {
            using var http = new HttpClient();
            var page = new Uri($"http://{server.GetProperty("address").GetString()}:8080/number");
            var first = await http.GetStringAsync(page);
            await ProgramRunner.RunAsync(new ProgramCommand("pkill").With("-KILL", "--ns", $"{server.GetProperty("processId").GetInt32()}", "--nslist", "pid", "-f", "httpd"));
            var next = await Eventually.LookAsync(() => AskAsync(http, page), now => now is not null && now != first);
            Assert.NotNull(next);
            Assert.NotEqual(first, next);
            Assert.True((await inits.DoAsync("server", "test", "t-init")).GetProperty("passed").GetBoolean());
        }
        finally
        {
            await inits.DoAsync("server", "stop", "t-init", "--force");
            await HostSnapshot.AssertSameAsync(before);
        }
    }

    [Fact]
    public async Task A_server_whose_cgroups_have_odd_names_is_stopped()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var before = HostSnapshot.Take();
        // By its name, it may divide its cgroup.
        var image = await inits.BuildAsync("/odd/systemd", "");
        var started = await inits.Program.RunAsync("server", "start", image.Id, "--name", "t-init", "--wait", "--timeout", "30");

        var stopped = await inits.Program.RunAsync("server", "stop", "t-init", "--force");

        Assert.True(started.ExitCode == 0, started.Error);
        Assert.True(stopped.ExitCode == 0, stopped.Error);
        await HostSnapshot.AssertSameAsync(before);
    }

    private static async Task<string?> AskAsync(HttpClient http, Uri page)
    {
        try
        {
            return await http.GetStringAsync(page);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
