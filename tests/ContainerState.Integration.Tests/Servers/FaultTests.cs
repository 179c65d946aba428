using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class FaultTests : ServerTests
{
    [Fact]
    public async Task An_init_that_is_not_there_is_a_start_error_with_the_log()
    {
        var error = await StartFailsAsync(TestImage.Image("/bin/nothing"));

        Assert.Contains("/bin/nothing", error.Log, StringComparison.Ordinal);
        Assert.Empty(ThisHost.Servers.List("t-*"));
    }

    [Fact]
    public async Task An_init_that_ends_at_once_is_a_start_error_or_a_dead_server()
    {
        try
        {
            var server = await StartAsync(TestImage.Image("/bin/sh", "-c", "echo sorry; exit 3"));
            await ConsoleAsync(server, "sorry");
            await Eventually.HoldsAsync(() => ThisHost.Servers.Get(server.Name).State == ServerState.Dead);
            await ThisHost.Servers.StopAsync(server);
        }
        catch (ServerStartException error)
        {
            Assert.Contains("ended at once", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_writable_path_that_is_a_symbolic_link_in_the_image_is_refused()
    {
        var definition = new ServerDefinition { Name = "box", Init = ["/bin/sleep", "1000"], Writable = [new("/escape", 1 << 20, 0x1ed)] };

        await StartFailsAsync(TestImage.Image(definition));
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("new\nline")]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public async Task A_hostile_name_is_refused(string name)
    {
        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Web(), new() { Name = name }));
    }

    [Fact]
    public async Task A_newline_in_an_environment_value_is_refused()
    {
        var definition = new ServerDefinition
        {
            Name = "box",
            Init = ["/bin/sleep", "1000"],
            Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["A"] = "x\nlxc.hook.pre-start = /bin/touch /tmp/owned" },
        };

        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Image(definition)));
        Assert.False(File.Exists("/tmp/owned"));
    }

    [Fact]
    public async Task A_name_in_use_is_refused_and_the_first_server_goes_on()
    {
        var first = await StartAsync(TestImage.Web(), new() { Name = "t-one" });

        await Assert.ThrowsAsync<ServerExistsException>(() => StartAsync(TestImage.Web(), new() { Name = "t-one" }));
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(first.Name).State);
    }

    [Fact]
    public async Task A_missing_image_file_is_an_error_and_leaves_nothing()
    {
        var image = TestImage.Of(TestImage.Web(), new string('a', 40), "/nowhere/root.squashfs");

        await Refused.WithAsync(ErrorId.ImageDamaged, () => StartAsync(image));
    }

    [Fact]
    public async Task An_exchanged_image_is_refused_also_while_a_server_runs_from_it()
    {
        var path = Path.GetTempFileName();
        var bytes = await File.ReadAllBytesAsync(TestImage.File);
        await File.WriteAllBytesAsync(path, bytes);
        var image = TestImage.Of(TestImage.Web(), new string('c', 40), path);
        var first = await StartAsync(image);

        // Of the same length; the squashfs is padded at its end, so that the kernel would mount it. In place: a file that is cut
        // short for a moment kills the server, whose programs are in it.
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(bytes[^1] ^ 1));
        }
        Assert.Contains("SHA-256", (await Refused.WithAsync(ErrorId.ImageDamaged, () => StartAsync(image))).Problem, StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(first.Name).State);
        File.Delete(path);
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_an_error_and_leaves_nothing()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[8192]);

        await Refused.WithAsync(ErrorId.ImageDamaged, () => StartAsync(TestImage.Of(TestImage.Web(), new string('b', 40), path)));
        File.Delete(path);
    }

    [Fact]
    public async Task More_servers_than_addresses_is_an_error()
    {
        await Assert.ThrowsAsync<InvalidNameException>(() => StartManyAsync(TestImage.Web(), new() { Count = 501 }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_killed_behind_our_back_is_dead_and_is_cleared_up(bool monitorToo)
    {
        var server = await StartAsync(TestImage.Web());
        if (monitorToo)
        {
            await KillAsync(int.Parse(await File.ReadAllTextAsync(Path.Combine(ThisHost.Host.Servers, server.Name, "monitor.pid"))));
        }
        await KillAsync(server.ProcessId);
        await Eventually.HoldsAsync(() => ThisHost.Servers.Get(server.Name).State == ServerState.Dead);

        await Assert.ThrowsAsync<ServerNotRunningException>(() => ThisHost.Servers.TestAsync(server));
        await ThisHost.Servers.StopAsync(server);
        await Assert.ThrowsAsync<ServerNotFoundException>(() => ThisHost.Servers.StopAsync(server));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"format\": 99}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("a folder")]
    [InlineData(null)]
    public async Task A_damaged_record_is_shown_as_such_and_cleared_up_by_force(string? content)
    {
        var server = await StartAsync(TestImage.Web());
        var path = Path.Combine(ThisHost.Host.Servers, server.Name, "server.json");
        File.Delete(path);
        if (content == "a folder")
        {
            Directory.CreateDirectory(path);
        }
        else if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        var damaged = ThisHost.Servers.Get(server.Name);
        Assert.Equal(ServerState.Damaged, damaged.State);
        await Assert.ThrowsAsync<ServerNotRunningException>(() => ThisHost.Servers.StopAsync(damaged));
        await ThisHost.Servers.StopAsync(damaged, force: true);
        Assert.False(Directory.Exists($"/proc/{server.ProcessId}/root/bin"));
    }

    [Fact]
    public async Task A_server_whose_engine_files_are_gone_is_stopped()
    {
        var server = await StartAsync(TestImage.Web());
        foreach (var file in (string[])["config", "monitor.pid", "seccomp", "console.log"])
        {
            File.Delete(Path.Combine(ThisHost.Host.Servers, server.Name, file));
        }

        await ThisHost.Servers.StopAsync(server);
    }

    [Fact]
    public async Task A_server_is_not_stopped_by_an_object_of_an_earlier_one_with_its_name()
    {
        var first = await StartAsync(TestImage.Web(), new() { Name = "t-one" });
        await ThisHost.Servers.StopAsync(first);
        var second = await StartAsync(TestImage.Web(), new() { Name = "t-one" });

        await Assert.ThrowsAsync<ServerNotFoundException>(() => ThisHost.Servers.StopAsync(first));
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(second.Name).State);
    }

    [Fact]
    public async Task Two_stops_at_once_leave_nothing_and_one_of_them_says_that_it_is_gone()
    {
        var server = await StartAsync(TestImage.Web());

        var stops = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => await Record.ExceptionAsync(() => ThisHost.Servers.StopAsync(server))));
        Assert.Single(stops, error => error is null);
        Assert.Single(stops, error => error is ServerNotFoundException);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing()
    {
        for (var delay = 0; delay < 60; delay += 5)
        {
            using var cancel = new CancellationTokenSource(delay);
            try
            {
                await foreach (var server in ThisHost.Servers.StartAsync(TestImage.Web(), new() { Name = "t-cancel", Count = 4 }, cancel: cancel.Token))
                {
                    Assert.StartsWith("t-cancel-", server.Name, StringComparison.Ordinal);
                }
            }
            catch (OperationCanceledException)
            {
                // As it should be.
            }
            foreach (var server in ThisHost.Servers.List("t-cancel-*"))
            {
                Assert.Equal(ServerState.Running, server.State);
                await ThisHost.Servers.StopAsync(server);
            }
        }
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var image = TestImage.Web(new ServerCheck { Kind = "tcp", Port = 81, Attempts = 1000 }) with { Name = "t-web" };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var server in ThisHost.Servers.StartAsync(image, new() { Wait = true }, cancel: cancel.Token))
            {
                Assert.Fail($"{server} passed a check that cannot pass");
            }
        });
        Assert.Empty(ThisHost.Servers.List("t-web-*"));
    }

    [Fact]
    public async Task Servers_that_nobody_takes_are_killed()
    {
        await foreach (var server in ThisHost.Servers.StartAsync(TestImage.Web() with { Name = "t-web" }, new() { Count = 8 }))
        {
            await ThisHost.Servers.StopAsync(server);
            break;
        }

        Assert.Empty(ThisHost.Servers.List("t-web-*"));
    }

    [Fact]
    public async Task A_check_that_fails_is_an_error_and_leaves_the_server_to_look_at()
    {
        var image = TestImage.Web(new ServerCheck { Kind = "http", Port = 8080, Status = 404, Attempts = 2, IntervalSeconds = 0.01 });

        var error = await Assert.ThrowsAsync<ServerNotReadyException>(() => StartAsync(image, new() { Wait = true }));
        Assert.Contains("status 200", Assert.Single(error.Failures), StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, Assert.Single(ThisHost.Servers.List("t-*")).State);
    }

    private static Task KillAsync(int process) => ProgramRunner.RunAsync(new ProgramCommand("kill").With("-9", $"{process}"));
}
