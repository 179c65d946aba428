using System.Globalization;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class MetricsCommandTests(SmallServer small) : IClassFixture<SmallServer>
{
    [Fact]
    public async Task The_numbers_of_a_server_are_printed_written_and_handed_out()
    {
        SmallServer.RequireRoot();
        var name = small.Name("metrics");
        await small.StartAsync("metrics");
        var committed = await CommandLineProgram.GitAsync(small.Repository, "log", "-1", "--format=%ct");

        var printed = await small.Program.RunAsync("host", "metrics");
        Assert.True(printed.ExitCode == 0, printed.Error);
        var lines = printed.Output.Split('\n');
        Assert.Contains($"containerstate_server_up{{server=\"{name}\"}} 1", lines);
        Assert.Contains($"containerstate_server_memory_limit_bytes{{server=\"{name}\"}} {64 << 20}", lines);
        Assert.InRange(Value(lines, $"containerstate_server_memory_bytes{{server=\"{name}\"}}"), 1, 64 << 20);
        Assert.InRange(Value(lines, $"containerstate_server_cpu_seconds_total{{server=\"{name}\"}}"), 0.0001, 60);
        Assert.InRange(Value(lines, $"containerstate_server_processes{{server=\"{name}\"}}"), 1, 16);
        Assert.Contains($"containerstate_newest_commit_timestamp_seconds{{image_name=\"small\"}} {committed}", lines);
        Assert.Contains($"containerstate_check_passed{{server=\"{name}\",check=\"http :8080/page.html\"}} 1", lines);
        Assert.InRange(Value(lines, $"containerstate_check_duration_seconds{{server=\"{name}\",check=\"http :8080/page.html\"}}"), 0, 10);

        var file = Path.Combine(small.Program.Folder, "containerstate.prom");
        Assert.Equal("", (await small.Program.RunUnderAsync(["sh", "-c", "umask 077; exec \"$@\"", "sh"], "host", "metrics", "--output", file)).Output);
        Assert.Contains($"\ncontainerstate_server_up{{server=\"{name}\"}} 1\n", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(file));

        using (var process = small.Program.Start([], new Dictionary<string, string>(), "host", "metrics", "--listen", "127.0.0.1:18091"))
        {
            using var client = new HttpClient();
            var text = await Eventually.LookAsync(() => client.GetStringAsync("http://127.0.0.1:18091/metrics").ContinueWith(asked => asked.IsCompletedSuccessfully ? asked.Result : "", TaskScheduler.Default), seen => seen.Length > 0);
            Assert.Contains($"\ncontainerstate_server_up{{server=\"{name}\"}} 1\n", text, StringComparison.Ordinal);
            await small.FailAsync(6, "PortInUse", "host", "metrics", "--listen", "18091");
            await ProgramRunner.RunAsync(new ProgramCommand("kill").With("-TERM", process.Id.ToString(CultureInfo.InvariantCulture)));
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(0, process.ExitCode);
        }
        await small.StopAsync("metrics");
    }

    [Theory]
    [InlineData(3, "InvalidName", "--output", "metrics.txt")]
    [InlineData(7, "InputOutput", "--output", "nowhere/a.prom")]
    [InlineData(3, "InvalidName", "--listen", "localhost:9101")]
    [InlineData(2, "Usage", "--output", "a.prom", "--listen", "9101")]
    public async Task What_cannot_be_written_or_listened_on_is_refused(int exitCode, string errorId, params string[] arguments)
    {
        SmallServer.RequireRoot();
        await small.FailAsync(exitCode, errorId, ["host", "metrics", .. arguments]);
    }

    [Fact]
    public async Task With_json_each_value_is_an_object()
    {
        SmallServer.RequireRoot();

        var servers = (await small.Program.RunAsync("--json", "host", "metrics")).Objects.Where(value => value.GetProperty("metric").GetString() == "containerstate_servers").ToList();

        Assert.Equal(["Starting", "Running", "Dead", "Damaged"], servers.Select(value => value.GetProperty("labels").GetProperty("state").GetString()));
        Assert.All(servers, value => Assert.Equal("gauge", value.GetProperty("type").GetString()));
    }

    private static double Value(string[] lines, string name) =>
        double.Parse(Assert.Single(lines, line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
}
