using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Rebuilds;
using ContainerState.Repositories;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>Timers, services and files of cron, as they are written, listed and removed.</summary>
public sealed class RebuildScheduleTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly RebuildOptions _options;
    private readonly List<string> _warnings = [];

    public RebuildScheduleTests() =>
        _options = new() { Name = "web", Repository = StateRepo.Open(TestRepo.MakeState(_temp.At("a repo 100%")).Path), Pull = true, Count = 2 };

    public void Dispose() => _temp.Dispose();

    private string Units => _temp.At("units");

    [Fact]
    public async Task A_timer_and_its_service_are_written_listed_and_removed()
    {
        var written = await WriteAsync("Mon 04:00");

        Assert.Equal(
            ["containerstate-rebuild.web.json", "containerstate-rebuild.web.service", "containerstate-rebuild.web.timer"],
            Directory.EnumerateFiles(Units).Select(Path.GetFileName).Order());
        // Nothing that is over by the time that the timer is enabled, or that a stamp of an earlier boot keeps from firing.
        Assert.Contains("[Timer]\nOnCalendar=Mon 04:00\nPersistent=true\n\n", await File.ReadAllTextAsync(written.Path), StringComparison.Ordinal);
        var service = await File.ReadAllTextAsync(_temp.At("units/containerstate-rebuild.web.service"));
        Assert.Contains($"ExecStart=\"/bin/true\" \"--json\" \"server\" \"rebuild\" \"--settings\" \"{Units}/containerstate-rebuild.web.json\"", service, StringComparison.Ordinal);
        Assert.Contains("\nTimeoutStartSec=2h\n", service, StringComparison.Ordinal);
        Assert.EndsWith("\n[Install]\nWantedBy=multi-user.target\n", service, StringComparison.Ordinal);
        Assert.Equal($"systemctl enable -- {Units}/containerstate-rebuild.web.service && systemctl enable --now -- {written.Path}", written.EnableCommand);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(written.SettingsPath));

        var read = await RebuildRegistrar.ReadOptionsAsync(written.SettingsPath, TestContext.Current.CancellationToken);
        Assert.Equal(("web", true, 2, _options.Repository.Path), (read.Name, read.Pull, read.Count, read.Repository.Path));
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(("web", "Mon 04:00", "systemd", _options.Repository.Path), (listed.Name, listed.Schedule, listed.Scheduler, listed.Repository));
        Assert.Equal(written.Next, listed.Next);

        await RebuildRegistrar.UnregisterAsync(listed, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(Units));
    }

    [Fact]
    public async Task A_file_for_cron_is_written_listed_and_removed()
    {
        var written = await WriteAsync("30 2 * * mon-fri", cron: true);

        var line = await File.ReadAllTextAsync(written.Path);
        Assert.EndsWith("/containerstate-rebuild-web", written.Path, StringComparison.Ordinal);
        Assert.Contains($"\n30 2 * * mon-fri root '/bin/true' '--json' 'server' 'rebuild' '--settings' '{Units}/containerstate-rebuild.web.json' >/dev/null\n@reboot root '/bin/true'", line, StringComparison.Ordinal);
        Assert.Equal("cron", Assert.Single(await ListAsync()).Scheduler);
        await RebuildRegistrar.UnregisterAsync(written, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(Units));
    }

    [Fact]
    public async Task A_name_has_one_scheduler_and_one_repository()
    {
        var first = await WriteAsync("daily");
        await WriteAsync("weekly");
        var crossed = await Assert.ThrowsAsync<ContainerStateException>(() => WriteAsync("@daily", cron: true));
        var other = _options with { Repository = StateRepo.Open(TestRepo.MakeState(_temp.At("other")).Path) };
        var stolen = await Assert.ThrowsAsync<ContainerStateException>(() => RebuildRegistrar.RegisterAsync(other, "daily", folder: Units, program: "/bin/true", cancel: TestContext.Current.CancellationToken));

        Assert.Equal((ErrorId.Busy, ErrorId.Busy), (crossed.ErrorId, stolen.ErrorId));
        Assert.Contains($"with systemd for {_options.Repository.Path}, in {first.Path}", stolen.Message, StringComparison.Ordinal);
        Assert.Contains("server unschedule web", stolen.Remedy, StringComparison.Ordinal);
        Assert.Equal(("weekly", "systemd", _options.Repository.Path), Assert.Single((await ListAsync()).Select(one => (one.Schedule, one.Scheduler, one.Repository))));
    }

    [Fact]
    public async Task A_restore_starts_servers_as_the_schedule_of_its_repository_does()
    {
        var other = _options with { Repository = StateRepo.Open(TestRepo.MakeState(_temp.At("other")).Path) };
        Assert.Same(_options, await WithScheduledAsync(_options));
        var start = new ContainerState.Servers.StartOptions { Group = "fleet", Environment = new Dictionary<string, string> { ["A"] = "1" }, Publish = ["8080:80"] };
        var written = await RebuildRegistrar.RegisterAsync(
            _options with { Start = start, Drain = TimeSpan.FromSeconds(3) }, "daily", folder: Units, program: "/bin/true", cancel: TestContext.Current.CancellationToken);

        var restored = await WithScheduledAsync(_options with { Count = null });

        Assert.Equal((2, "fleet", "1", 3), (restored.Count, restored.Start.Group, restored.Start.Environment["A"], restored.Drain.TotalSeconds));
        Assert.Equal(["8080:80"], restored.Start.Publish);
        Assert.Contains(written.SettingsPath, Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Same(other, await WithScheduledAsync(other));
    }

    [Fact]
    public async Task To_pull_and_to_update_is_warned_of()
    {
        await WriteAsync("daily");
        Assert.Empty(_warnings);

        await RebuildRegistrar.RegisterAsync(_options with { UpdateDependencies = ["*"] }, "daily", folder: Units, program: "/bin/true", warn: _warnings.Add, cancel: TestContext.Current.CancellationToken);

        Assert.Contains("NotFastForward", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_systemd_has_from_another_file_is_not_this_one()
    {
        var copy = _temp.At("copy/web.timer");
        Directory.CreateDirectory(_temp.At("copy"));
        File.WriteAllText(copy, "");
        File.CreateSymbolicLink(_temp.At("linked.timer"), copy);

        Assert.True(SystemdUnits.IsSame(copy, copy));
        Assert.True(SystemdUnits.IsSame(_temp.At("linked.timer"), copy));
        Assert.False(SystemdUnits.IsSame("/etc/systemd/system/web.timer", copy));
        Assert.False(SystemdUnits.IsSame("", copy));
    }

    [Fact]
    public void A_path_with_anything_in_it_is_one_word_of_cron() =>
        Assert.Contains(@"'/opt/a '\''b'\'' '\%'c'", RebuildUnits.Cron("/opt/a 'b' %c", "@daily", "/x.json", []), StringComparison.Ordinal);

    [Theory]
    [InlineData("never ever")]
    [InlineData("25:61")]
    [InlineData("daily\nExecStart=/bin/sh")]
    [InlineData("--help")]
    [InlineData("daily %n")]
    [InlineData("2020-01-01")]
    [InlineData("")]
    public async Task What_is_no_schedule_of_systemd_is_refused_and_nothing_written(string schedule)
    {
        await Assert.ThrowsAsync<InvalidNameException>(() => WriteAsync(schedule));
        Assert.False(Directory.Exists(Units));
    }

    [Theory]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* * * 13 *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5/2 * * * *")]
    [InlineData("* * * * * root")]
    [InlineData("* * * * mon\n* * * * *")]
    [InlineData("@reboot")]
    [InlineData("daily")]
    public async Task What_is_no_schedule_of_cron_is_refused_and_nothing_written(string schedule)
    {
        await Assert.ThrowsAsync<InvalidNameException>(() => WriteAsync(schedule, cron: true));
        Assert.False(Directory.Exists(Units));
    }

    [Theory]
    [InlineData("*/5 * * * *")]
    [InlineData("0,30 2-4/2 1 jan-MAR 7")]
    [InlineData("@hourly")]
    public async Task What_is_a_schedule_of_cron_is_taken(string schedule) => Assert.Equal(schedule, (await WriteAsync(schedule, cron: true)).Schedule);

    [Fact]
    public async Task A_secret_itself_is_refused_and_settings_that_are_not_ours_are_told()
    {
        var secret = _options with { Start = new() { Secrets = new Dictionary<string, byte[]> { ["key"] = [1] } } };
        await Assert.ThrowsAsync<InvalidNameException>(() => RebuildRegistrar.RegisterAsync(secret, "daily", folder: Units, program: "/bin/true", cancel: TestContext.Current.CancellationToken));

        Directory.CreateDirectory(Units);
        await File.WriteAllTextAsync(_temp.At("units/containerstate-rebuild.odd.json"), "[]", TestContext.Current.CancellationToken);
        Assert.Equal(("odd", ""), Assert.Single((await ListAsync()).Select(one => (one.Name, one.Schedule))));
        await Assert.ThrowsAsync<StateFileException>(() => RebuildRegistrar.ReadOptionsAsync(_temp.At("units/containerstate-rebuild.odd.json"), TestContext.Current.CancellationToken));
        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => RebuildRegistrar.FindAsync("none", Units, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorId.RebuildNotFound, fault.ErrorId);
    }

    private Task<RebuildRegistration> WriteAsync(string schedule, bool cron = false) =>
        RebuildRegistrar.RegisterAsync(_options, schedule, cron, Units, "/bin/true", _warnings.Add, TestContext.Current.CancellationToken);

    private Task<RebuildOptions> WithScheduledAsync(RebuildOptions options) => RebuildRegistrar.WithScheduledAsync(options, _warnings.Add, Units, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<RebuildRegistration>> ListAsync() => RebuildRegistrar.ListAsync(folder: Units, cancel: TestContext.Current.CancellationToken);
}
