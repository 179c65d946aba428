using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class ServerCommandTests(SmallServer small) : IClassFixture<SmallServer>
{
    [Fact]
    public async Task A_server_is_started_listed_tested_read_and_killed()
    {
        SmallServer.RequireRoot();
        var name = small.Name("life");

        var started = await small.DoAsync("server", "start", small.Image, "--name", name, "--wait");
        Assert.Equal(name, started.GetProperty("name").GetString());
        Assert.Equal("Running", started.GetProperty("state").GetString());
        Assert.Equal(small.Image, started.GetProperty("image").GetString());
        Assert.Equal(8080, started.GetProperty("definition").GetProperty("ports")[0].GetInt32());

        var listed = await small.DoAsync("server", "list", name);
        Assert.Equal(started.GetProperty("address").GetString(), listed.GetProperty("address").GetString());
        Assert.True(listed.GetProperty("uptimeSeconds").GetDouble() > 0);

        var tested = await small.DoAsync("server", "test", name);
        Assert.True(tested.GetProperty("passed").GetBoolean());
        Assert.True(tested.GetProperty("checks").GetArrayLength() >= 3);
        Assert.All(tested.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));

        var line = await small.DoAsync("server", "log", name, "--tail", "1");
        Assert.Equal(name, line.GetProperty("server").GetString());
        Assert.Contains("response:200", line.GetProperty("text").GetString()!, StringComparison.Ordinal);

        await small.StopAsync("life");
        await small.FailAsync(4, "ServerNotFound", "server", "list", name);
    }

    [Fact]
    public async Task An_image_that_a_server_runs_from_is_never_cleared_away()
    {
        SmallServer.RequireRoot();
        await small.StartAsync("kept");

        var cleared = await small.Program.RunAsync("--json", "cache", "clear", "--keep-images", "0", "--all", "--repo", small.Repository);

        Assert.True(cleared.ExitCode == 0, cleared.Error);
        Assert.DoesNotContain(cleared.Objects, item => item.GetProperty("kind").GetString() == "StoredImage");
        Assert.Contains((await small.Program.RunAsync("--json", "image", "list")).Objects, image => image.GetProperty("id").GetString() == small.Image);
        await small.StopAsync("kept");
        // As against: nobody runs from it now.
        var stale = await small.Program.RunAsync("--json", "cache", "clear", "--keep-images", "0", "--all", "--dry-run", "--repo", small.Repository);
        Assert.Contains(stale.Objects, item => item.GetProperty("name").GetString() == small.Image);
    }

    [Fact]
    public async Task Several_servers_are_started_at_once_and_stopped_with_one_pattern()
    {
        SmallServer.RequireRoot();
        var pattern = small.Name("many") + "*";

        var started = await small.Program.RunAsync("--json", "server", "start", "small", "--name", small.Name("many"), "--count", "3");
        Assert.True(started.ExitCode == 0, started.Error);
        Assert.Equal(3, started.Objects.Select(server => server.GetProperty("address").GetString()).Distinct().Count());
        Assert.Equal(3, (await small.Program.RunAsync("--json", "server", "list", pattern)).Objects.Count);

        await small.DoAsync("server", "stop", pattern, "--force");

        Assert.Empty((await small.Program.RunAsync("--json", "server", "list", pattern)).Objects);
    }

    [Fact]
    public async Task Without_an_image_the_one_of_the_repository_is_started()
    {
        SmallServer.RequireRoot();

        var started = await small.DoAsync("server", "start", "--repo", small.Repository, "--name", small.Name("head"));

        Assert.Equal(small.Image, started.GetProperty("image").GetString());
        await small.StopAsync("head");
    }

    [Fact]
    public async Task What_a_server_is_given_at_its_start_reaches_it_and_no_secret_is_shown()
    {
        SmallServer.RequireRoot();
        var name = small.Name("given");
        var file = Path.Combine(small.Program.Folder, "key");
        await File.WriteAllTextAsync(file, "from-a-file\n");

        var result = await small.Program.RunUnderAsync(
            ["sh", "-c", "printf from-a-pipe | \"$@\"", "sh"],
            "--json", "server", "start", small.Image, "--name", name, "--wait", "--secret-file", $"file={file}", "--secret-file", "pipe=-",
            "--environment", "MODE=a=b c", "--publish", "127.0.0.1:18090:8080", "--egress-to", "192.0.2.0/24:443,192.0.2.7", "--group", "cli");
        Assert.True(result.ExitCode == 0, result.Error);
        var inside = $"/proc/{result.Objects[^1].GetProperty("processId").GetInt32()}/root/run/secrets";
        Assert.Equal("from-a-file\n", await File.ReadAllTextAsync($"{inside}/file"));
        Assert.Equal("from-a-pipe", await File.ReadAllTextAsync($"{inside}/pipe"));
        using var client = new HttpClient();
        Assert.Equal("a small page\n", await client.GetStringAsync("http://127.0.0.1:18090/page.html"));

        var listed = await small.DoAsync("server", "list", name);
        Assert.Equal("127.0.0.1:18090:8080", listed.GetProperty("network").GetProperty("published")[0].GetString());
        Assert.Equal(2, listed.GetProperty("network").GetProperty("egressTo").GetArrayLength());
        Assert.Equal("cli", listed.GetProperty("network").GetProperty("group").GetString());
        Assert.Equal("a=b c", listed.GetProperty("definition").GetProperty("environment").GetProperty("MODE").GetString());
        Assert.True(listed.GetProperty("usage").GetProperty("memoryBytes").GetInt64() > 0);
        Assert.DoesNotContain("from-a-", result.Output + result.Error + listed.GetRawText(), StringComparison.Ordinal);

        await small.FailAsync(6, "PortInUse", "server", "start", small.Image, "--name", small.Name("given2"), "--publish", "18090:8080");
        await small.StopAsync("given");
    }

    [Theory]
    [InlineData("InvalidName", "--publish", "80:0")]
    [InlineData("InvalidName", "--egress-to", "example.org")]
    [InlineData("InvalidName", "--dns", "2001:db8::1")]
    [InlineData("InvalidName", "--group", "Blue")]
    [InlineData("InvalidName", "--environment", "A B=c")]
    [InlineData("InvalidName", "--secret-file", "../a=/dev/null")]
    [InlineData("Usage", "--secret-file", "a")]
    [InlineData("Usage", "--environment", "=a")]
    public async Task What_cannot_be_given_starts_nothing(string error, string option, string value)
    {
        SmallServer.RequireRoot();

        var result = await small.Program.RunAsync("--json", "server", "start", small.Image, "--name", small.Name("bad"), option, value);

        Assert.Equal(error, Assert.Single(result.ErrorObjects).GetProperty("errorId").GetString());
        await small.FailAsync(4, "ServerNotFound", "server", "list", small.Name("bad"));
    }

    [Fact]
    public async Task A_table_for_people_has_the_columns_of_the_cmdlet()
    {
        SmallServer.RequireRoot();
        await small.StartAsync("table");

        var listed = await small.Program.RunAsync("server", "list", small.Name("table"));

        var lines = listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Name", "State", "Image", "Address", "Uptime", "Ended"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(small.Name("table"), lines[1].Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', listed.Output);
        await small.StopAsync("table");
    }

    [Fact]
    public async Task Following_a_log_ends_with_130_when_it_is_told_to_terminate()
    {
        SmallServer.RequireRoot();
        await small.StartAsync("follow");

        var followed = await small.Program.RunUnderAsync(
            ["timeout", "--preserve-status", "--signal=TERM", "3"], "server", "log", small.Name("follow"), "--follow", "--json");

        Assert.Equal(130, followed.ExitCode);
        Assert.NotEmpty(followed.Objects);
        Assert.Equal("Cancelled", Assert.Single(followed.ErrorObjects).GetProperty("errorId").GetString());
        await small.StopAsync("follow");
    }

    [Fact]
    public async Task Following_the_logs_of_several_servers_ends_when_all_have_died()
    {
        SmallServer.RequireRoot();
        foreach (var name in (string[])["log-1", "log-2"])
        {
            using var process = System.Diagnostics.Process.GetProcessById((await small.StartAsync(name)).GetProperty("processId").GetInt32());
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        var followed = await small.Program.RunUnderAsync(["timeout", "60"], "server", "log", small.Name("log-*"), small.Name("log-2"), "--follow");

        Assert.Equal(0, followed.ExitCode);
        var lines = followed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Contains(" | ", line, StringComparison.Ordinal));
        Assert.Equal([small.Name("log-1"), small.Name("log-2")], lines.Select(line => line.Split(" | ")[0]).Distinct().Order());
        Assert.Equal(lines.Length, lines.Distinct().Count());
        await small.StopAsync("log-1");
        await small.StopAsync("log-2");
    }

    [Fact]
    public async Task A_server_killed_by_others_is_dead_fails_with_7_and_can_be_stopped()
    {
        SmallServer.RequireRoot();
        var started = await small.StartAsync("dead");
        var init = started.GetProperty("processId").GetInt32();
        using (var process = System.Diagnostics.Process.GetProcessById(init))
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal("Dead", (await small.DoAsync("server", "list", small.Name("dead"))).GetProperty("state").GetString());
        var error = await small.FailAsync(7, "ServerNotRunning", "server", "test", small.Name("dead"));
        Assert.Contains("server stop --force", error.GetProperty("remedy").GetString()!, StringComparison.Ordinal);

        await small.StopAsync("dead");
        await small.FailAsync(4, "ServerNotFound", "server", "list", small.Name("dead"));
    }

    [Fact]
    public async Task A_wait_hands_out_the_server_whose_checks_pass()
    {
        SmallServer.RequireRoot();
        await small.DoAsync("server", "start", small.Image, "--name", small.Name("wait"));

        Assert.Equal(small.Name("wait"), (await small.DoAsync("server", "wait", small.Name("wait"))).GetProperty("name").GetString());
        await small.FailAsync(2, "Usage", "server", "wait", small.Name("wait"), "--timeout", "-1");
        await small.FailAsync(2, "Usage", "server", "test", small.Name("wait"), "--watch", "--interval", "0");
        await small.StopAsync("wait");
    }

    [Fact]
    public async Task A_check_that_fails_ends_the_test_with_1_and_says_what_it_saw()
    {
        SmallServer.RequireRoot();
        var repository = Path.Combine(small.Program.Folder, "failing");
        await CommandLineProgram.GitAsync(small.Program.Folder, "clone", "--quiet", small.Repository, repository);
        var state = Path.Combine(repository, "state.yaml");
        var text = await File.ReadAllTextAsync(state);
        await File.WriteAllTextAsync(state, text.Replace("contains: small", "contains: large, attempts: 1", StringComparison.Ordinal));
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--all", "-m", "Expect another page");
        var image = (await small.DoAsync("image", "build", "--repo", repository)).GetProperty("id").GetString()!;
        await small.DoAsync("server", "start", image, "--name", small.Name("failing"));

        // Its web server answers a moment later.
        var tested = await Eventually.LookAsync(
            () => small.Program.RunAsync("--json", "server", "test", small.Name("failing")), seen => seen.Output.Contains("large", StringComparison.Ordinal));

        Assert.Equal(1, tested.ExitCode);
        var result = Assert.Single(tested.Objects);
        Assert.False(result.GetProperty("passed").GetBoolean());
        var failed = Assert.Single(result.GetProperty("checks").EnumerateArray(), check => !check.GetProperty("passed").GetBoolean());
        Assert.Contains("large", failed.GetProperty("saw").GetString()!, StringComparison.Ordinal);
        var error = await small.FailAsync(1, "ServerNotReady", "server", "wait", small.Name("failing"), "--timeout", "0");
        Assert.Contains("large", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        var watching = small.Program.RunAsync("--json", "server", "test", small.Name("failing"), "--watch", "--interval", "0.1");
        await small.StopAsync("failing");
        var watched = await watching;
        Assert.Equal(1, watched.ExitCode);
        Assert.False(watched.Objects[^1].GetProperty("passed").GetBoolean());
    }
}
