using System.Globalization;
using ContainerState.Integration.Tests.CommandLine;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

public sealed class KeepingAliveTests(SmallServer small) : SupervisorTests(small)
{
    [Fact]
    public async Task With_random_kills_four_of_five_are_there_and_one_retry_is_enough()
    {
        // A minute and the strict limit for the figures of docs/supervisor.md; the suite takes less, on machines that do other things.
        var minute = Environment.GetEnvironmentVariable("CONTAINERSTATE_TEST_SECONDS");
        var seconds = int.Parse(minute ?? "10", CultureInfo.InvariantCulture);
        var limit = TimeSpan.FromSeconds(minute is null ? 10 : 1);
        await using var supervisor = Supervise(Small.Image, "--count", "5");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 5 });
        var random = new RandomKills(Name, supervisor);

        var seen = await random.RunAsync(TimeSpan.FromSeconds(seconds));

        TestContext.Current.TestOutputHelper?.WriteLine(seen.ToString());
        Assert.True(seen.Kills >= seconds / 3, seen.ToString());
        Assert.True(seen.LongestBelowFour < limit, seen.ToString());
        Assert.True(seen.Requests >= seconds, seen.ToString());
        Assert.True(seen.Failed == 0, seen.ToString());
        Assert.Equal(0, supervisor.Count("BackingOff"));
        await Eventually.HoldsAsync(() => Running().Count == 5, "five again");
    }

    [Fact]
    public async Task A_server_whose_checks_fail_is_replaced_when_another_is_well()
    {
        // A check that waits less long for an answer than usual.
        var image = await BuildNextAsync(await CloneAsync(), "a small page\n", "contains: small}", "contains: small, timeoutSeconds: 1}");
        await using var supervisor = Supervise(image, "--count", "2", "--interval", "0.3");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 2 });
        var victim = Running()[0];

        // Its init still runs, but answers no more.
        await ContainerState.Platform.ProgramRunner.RunAsync(
            new ContainerState.Platform.ProgramCommand("pkill").With("-STOP", "--parent", victim.ProcessId.ToString(CultureInfo.InvariantCulture)));

        var failed = await supervisor.WaitAsync(said => said.Kind == "Failed", 60);
        Assert.Equal(victim.Name, failed.Server);
        Assert.StartsWith("3 times in a row: ", failed.Detail, StringComparison.Ordinal);
        await supervisor.WaitAsync(said => said.Kind == "Replaced" && said.Server == victim.Name);
        await Eventually.HoldsAsync(() => Running().Count == 2, "two again");
        Assert.DoesNotContain(Running(), server => server.Name == victim.Name && server.StartedUtc == victim.StartedUtc);
    }

    [Fact]
    public async Task Killed_it_leaves_its_servers_and_the_next_takes_them_over()
    {
        await using (var first = Supervise(Small.Image, "--count", "3"))
        {
            await first.WaitAsync(said => said is { Kind: "Started", Well: 3 });
            await first.KillAsync();
        }
        var left = Running();
        Assert.Equal(3, left.Count);
        Assert.All(left, server => Assert.Equal(Name, server.Supervisor));
        Kill(left[0]);
        // On a busy machine it ends a moment later, and would be taken over too.
        await Eventually.HoldsAsync(() => Running().Count == 2, "one is dead");

        await using var second = Supervise(Small.Image, "--count", "3");

        await Eventually.HoldsAsync(() => second.Count("TakenOver") == 2 && second.Count("Started") == 1, "two taken over, one started");
        // Both runs are counted, and their servers' checks have a time.
        var metrics = await Eventually.LookAsync(() => Small.Program.RunAsync("host", "metrics"), seen => seen.Output.Contains($"_servers_well{{supervisor=\"{Name}\"}} 3\n", StringComparison.Ordinal));
        foreach (var line in (string[])["up{supervisor=\"NAME\"} 1", "servers_wanted{supervisor=\"NAME\"} 3", "events_total{supervisor=\"NAME\",event=\"Started\"} 4", "events_total{supervisor=\"NAME\",event=\"TakenOver\"} 2"])
        {
            Assert.Contains("\ncontainerstate_supervisor_" + line.Replace("NAME", Name, StringComparison.Ordinal) + "\n", metrics.Output, StringComparison.Ordinal);
        }
        Assert.Equal(3, metrics.Output.Split('\n').Count(line => line.StartsWith($"containerstate_check_duration_seconds{{server=\"{Name}-", StringComparison.Ordinal)));
        Assert.Equal(left.Skip(1).Select(server => server.StartedUtc), Running().Where(server => left.Skip(1).Any(old => old.Name == server.Name)).Select(server => server.StartedUtc));
        Assert.Equal(0, await second.TerminateAsync());
        Assert.Equal(3, Running().Count);
    }

    [Fact]
    public async Task Told_to_end_it_leaves_its_servers_and_never_touches_others()
    {
        var other = await Small.DoAsync("server", "start", Small.Image, "--name", Name + "-1");
        await using var supervisor = Supervise(Small.Image, "--count", "2");
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 2 });

        Assert.Equal(0, await supervisor.TerminateAsync());

        var left = Running();
        Assert.Equal([Name + "-1", Name + "-2", Name + "-3"], left.Select(server => server.Name));
        Assert.Equal(other.GetProperty("address").GetString(), left[0].Address);
        Assert.Equal(["", Name, Name], left.Select(server => server.Supervisor));
    }

    [Fact]
    public async Task A_second_of_one_name_is_refused_and_the_first_goes_on()
    {
        await using var first = Supervise(Small.Image, "--count", "1");
        await first.WaitAsync(said => said.Kind == "Started");

        var error = await Small.FailAsync(6, "Busy", "server", "supervise", Small.Image, "--name", Name);

        Assert.Contains("another supervisor", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Kill(Running()[0]);
        await first.WaitAsync(said => said.Kind == "Replaced");
    }

    [Fact]
    public async Task Servers_that_die_at_once_are_started_less_and_less_often()
    {
        var repository = await CloneAsync();
        await BuildNextAsync(repository, "dies\n", "init: [/bin/busybox, httpd, -f, -v, -p, \"8080\", -h, /srv/www]", "init: [/bin/busybox, sleep, \"0.2\"]");
        await using var supervisor = Supervise("--repo", repository, "--count", "1");

        await supervisor.WaitAsync(said => said.Kind == "BackingOff" && said.Detail.EndsWith(" 8 s", StringComparison.Ordinal), 60);

        var waits = supervisor.Events.Where(said => said.Kind == "BackingOff").ToList();
        Assert.Equal(["1 s", "2 s", "4 s", "8 s"], waits.Select(wait => wait.Detail[^3..]));
        Assert.StartsWith("8 in a row", waits[^1].Detail, StringComparison.Ordinal);
        // Each was started after the wait before it, and so died even later.
        Assert.All(waits.Zip(waits.Skip(1), (wait, next) => (Seconds: wait.Detail[^3] - '0', Seen: next.TimeUtc - wait.TimeUtc)),
            wait => Assert.True(wait.Seen.TotalSeconds >= wait.Seconds - 0.1, wait.ToString()));
    }

    [Fact]
    public async Task More_than_shall_be_are_stopped_and_fewer_are_made_more()
    {
        await using (var first = Supervise(Small.Image, "--count", "3"))
        {
            await first.WaitAsync(said => said is { Kind: "Started", Well: 3 });
            await first.TerminateAsync();
        }
        await using var second = Supervise(Small.Image, "--count", "1");
        await Eventually.HoldsAsync(() => Running().Count == 1, "one is left");
        Assert.Equal(Name + "-1", Running()[0].Name);
        // It says so a moment after they are gone.
        Assert.Equal(2, await Eventually.LookAsync(() => second.Count("Stopped"), stopped => stopped >= 2));
    }

    [Fact]
    public async Task As_its_unit_runs_it_it_tells_the_service_manager_how_it_is()
    {
        var written = await Small.Program.RunAsync(
            "--json", "server", "register", Small.Image, "--name", Name, "--environment", "GREETING=hello there", "--group", "shop", "--unit-folder", "units");
        Assert.True(written.ExitCode == 0, written.Error);
        var settings = Assert.Single(written.Objects).GetProperty("settingsPath").GetString()!;
        var path = Path.Combine(Small.Program.Folder, "notify");
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        await using var supervisor = RunningSupervisor.Start(
            Small.Program, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path }, "--settings", settings);

        var heard = new List<string>();
        var buffer = new byte[1000];
        while (!heard.Any(text => text.Contains("STATUS=1 of 1", StringComparison.Ordinal)))
        {
            var length = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20));
            heard.Add(System.Text.Encoding.UTF8.GetString(buffer, 0, length));
        }
        Assert.Equal("READY=1", heard[0]);
        Assert.All(heard.Skip(1), text => Assert.StartsWith("WATCHDOG=1\n", text, StringComparison.Ordinal));
        var server = Assert.Single(Running());
        Assert.Equal("hello there", server.Definition!.Environment["GREETING"]);
        Assert.Equal("shop", server.Network.Group);
    }
}
