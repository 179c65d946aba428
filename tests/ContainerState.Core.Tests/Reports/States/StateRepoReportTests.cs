using ContainerState.Builds;
using ContainerState.Core.Tests.Servers;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Rebuilds;
using ContainerState.Reports.Pages;
using ContainerState.Reports.States;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Reports.States;

public sealed class StateRepoReportTests : IDisposable
{
    private readonly MemoryServers _world = new(new Noon());
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public StateRepoReportTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _temp.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task It_tells_what_each_component_is_made_of_and_gives()
    {
        await AddLibraryAsync();
        Component("app", "to: /opt\n", ("usr/bin/app", "12345"), ("usr/share/doc", "1"));
        Component("unused", "keep: []\n", ("x", "1"));
        await CommitAndBuildAsync();

        var report = await ReadAsync();

        Assert.Equal(("web", _repo.Head, "main", true), (report.Name, report.Commit, report.Branch, report.Complete));
        Assert.Equal(["app src/app  6", "lib deps/lib lib 4", "unused src/unused  0", "rootfs rootfs  10"], report.Components.Select(one => $"{one.Name} {one.Source} {one.Dependency} {one.OwnBytes}"));
        Assert.False(report.Components[2].Placed);
        Assert.Equal((5, 20), (report.Image!.Files, report.Image.ContentBytes));
        Assert.Equal(20, report.Folders.Sum(folder => folder.Bytes));
        Assert.Contains(report.Folders, folder => folder is { Component: "app", Path: "/opt/usr/bin", Bytes: 5 });
        Assert.Empty(report.Faults);
        Assert.Empty(report.Steps);
        Assert.Null(report.Updates);
    }

    [Fact]
    public async Task Ages_count_from_the_pinned_commit_up_to_the_clock()
    {
        var library = await AddLibraryAsync("2026-11-17T12:00:00Z");
        await CommitAndBuildAsync();

        var pin = Assert.Single((await ReadAsync()).Pins);

        Assert.Equal(("lib", "Submodule", library.Head, true), (pin.Name, pin.Kind, pin.Commit, pin.Present));
        Assert.Equal((new DateTime(2026, 11, 17, 12, 0, 0, DateTimeKind.Utc), 10.0), (pin.CommittedUtc, pin.AgeDays));
        Assert.Equal(["lib"], pin.UsedBy);
        Assert.Equal("main", pin.Version);
    }

    [Fact]
    public async Task A_pin_is_as_old_here_as_the_commit_that_brought_it()
    {
        await AddLibraryAsync();
        var brought = CommittedAt(_repo.Head);
        _repo.Write("rootfs/more", "x");
        _repo.Run("commit", "--quiet", "--allow-empty", "-m", "later", "--date", "2030-01-01T00:00:00Z");

        var pin = Assert.Single((await ReadAsync()).Pins);
        Assert.Equal((brought, false), (pin.PinnedUtc, pin.PinnedBefore));

        // Only the newest commit is here: nobody knows what was before it.
        _repo.Commit("newest");
        TestRepo.Make(_temp.At("elsewhere")).Run("clone", "--quiet", "--depth=1", "file://" + _repo.Path, _temp.At("shallow"));
        var cut = Assert.Single((await ReadAsync(_temp.At("shallow"))).Pins);
        Assert.Equal((CommittedAt(_repo.Head), true), (cut.PinnedUtc, cut.PinnedBefore));
    }

    [Fact]
    public async Task A_commit_that_was_not_built_is_told_as_far_as_it_goes()
    {
        Component("app", "build: make\ntoolchain: toolchain\n", ("main.c", "int main;"));
        _repo.Write("toolchain/bin/sh", "a shell");
        Commit();

        var report = await ReadAsync();

        Assert.Null(report.Image);
        Assert.Empty(report.Folders);
        Assert.Equal(new ReportStep("app", "", null, null, null), Assert.Single(report.Steps));
        Assert.Contains("No result is known here", ReportPage.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_a_step_is_that_which_was_written_down()
    {
        Component("app", "build: make\ntoolchain: toolchain\n", ("main.c", "int main;"));
        _repo.Write("toolchain/bin/sh", "a shell");
        _repo.Write("made/bin/app", "12345");
        Commit();
        using var store = GitStore.Open(_repo.Path);
        var key = Assert.Single(new KnownSteps(await BuildPlan.MakeAsync(store, CommitContent.Read(store, store.Head!), Cancel)).TakeReady()).Key;
        _repo.Run("update-ref", "refs/containerstate/builds/" + key, _repo.CommitTree(_repo.Run("rev-parse", "HEAD:made")));

        Assert.Equal(new ReportStep("app", key, null, null, null), Assert.Single((await ReadAsync()).Steps));
        var began = new DateTime(2026, 11, 27, 11, 0, 0, 500, DateTimeKind.Utc);
        BuildTimes.Write(store, key, new(began.AddSeconds(-1), began, 12.345));
        Assert.Equal(new ReportStep("app", key, began.AddSeconds(-1), began, 12.345), Assert.Single((await ReadAsync()).Steps));
        // What somebody else wrote there is no time.
        foreach (var text in (string[])["", "x y z", "2026-11-27T11:00:00.500Z 2026-11-27T11:00:00.500Z NaN", "2026-11-27T11:00:00.500Z 2026-11-27T11:00:00.500Z -1", new('1', 10_000)])
        {
            File.WriteAllText(Path.Combine(_repo.Path, ".git/containerstate/times", key), text);
            Assert.Null(Assert.Single((await ReadAsync()).Steps).DurationSeconds);
        }
        await BuildResults.ForgetAsync(store, key, Cancel);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_repo.Path, ".git/containerstate/times")));
    }

    [Fact]
    public async Task What_is_missing_is_said_and_the_rest_is_there()
    {
        _repo.Pin("deps/gone", "gone", "https://example.invalid/gone.git", new string('1', 40));
        _repo.Write("components/gone.yaml", "source: deps/gone\n");
        Commit();

        var report = await ReadAsync();

        Assert.False(report.Complete);
        Assert.Contains(report.Missing, missing => missing.Contains("111111111111", StringComparison.Ordinal));
        Assert.Equal(ReportFault.Content, Assert.Single(report.Faults).Part);
        Assert.Equal((false, null), (report.Pins[0].Present, report.Pins[0].CommittedUtc));
        Assert.Equal(["gone", "rootfs"], report.Components.Select(component => component.Name));
        Assert.Contains("! Not complete", ReportPage.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_in_URLs_reach_neither_the_page_nor_the_data()
    {
        const string Secret = "hunter2";
        _repo.Pin("deps/a", "a", $"https://user:{Secret}@example.invalid/a.git?key={Secret}", new string('1', 40));
        _repo.Pin("deps/b", "b", $"user:{Secret}@example.invalid:b.git", new string('2', 40));
        _repo.Run("config", "--file", ".gitmodules", "submodule.a.branch", $"https://x:{Secret}@y");
        _repo.Write("deps/c.yaml", $"url: https://{Secret}@example.invalid/c.git\ncommit: {new string('3', 40)}\n");
        _repo.Write("components/a.yaml", "source: deps/a\n");
        Commit();
        await WriteAsync(
            new() { Name = "web", Kind = RebuildKind.Rebuild, Outcome = RebuildOutcome.Failed, StartedUtc = DateTime.UnixEpoch, Error = new("Remote", $"https://u:{Secret}@example.invalid/ does not answer", "") });

        var report = await ReadAsync(outdated: true);

        Assert.Equal(3, report.Pins.Count);
        Assert.Contains("example.invalid", report.Pins[1].Url, StringComparison.Ordinal);
        Assert.NotEmpty(report.Updates!.Failures);
        Assert.DoesNotContain(Secret, report.ToJson().RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ReportPage.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roll_outs_and_servers_of_the_repository_are_told()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers are seen by root only.");
        await CommitAndBuildAsync();
        var done = await new ServerRebuilds(_world.Servers).AloneAsync(
            new() { Name = "web", Repository = StateRepo.Locate(_repo.Path) }, options => new RebuildRun(_world.Servers, options, null, null).RebuildAsync(Cancel), Cancel);
        await _world.StartAsync("other");

        var report = await ReadAsync();

        var entry = Assert.Single(report.RollOuts);
        Assert.Equal(("web", "Rebuild", "Replaced", _repo.Head, 1), (entry.Name, entry.Kind, entry.Outcome, entry.Commit, entry.Servers));
        Assert.Equal(done.Servers, report.Servers!.Current);
        Assert.Empty(report.Servers.Other);
        _repo.Write("rootfs/more", "x");
        Commit();
        Assert.Equal(done.Servers, (await ReadAsync()).Servers!.Other);
    }

    [Fact]
    public async Task A_history_that_is_none_is_said_and_the_others_are_told()
    {
        await WriteAsync(new() { Name = "good", Kind = RebuildKind.Rebuild, Outcome = RebuildOutcome.Failed, StartedUtc = DateTime.UnixEpoch });
        _repo.Run("update-ref", "refs/containerstate/rollouts/bad", _repo.Head);

        var report = await ReadAsync();

        Assert.Equal("good", Assert.Single(report.RollOuts).Name);
        Assert.Equal(ReportFault.RollOuts, Assert.Single(report.Faults).Part);
    }

    private async Task WriteAsync(RebuildReport report)
    {
        var history = new RebuildHistory(StateRepo.Open(_repo.Path), report.Name);
        await history.PointAsync(await history.CommitAsync(report, after: null));
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await AddLibraryAsync();
        await CommitAndBuildAsync();
        var before = Everything();

        await ReadAsync(outdated: true);

        Assert.Equal(before, Everything());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.Host.Work));
        List<string> Everything() => [.. Directory.EnumerateFiles(Path.Combine(_repo.Path, ".git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), _repo.Run("for-each-ref")];
    }

    [Fact]
    public async Task The_data_is_one_object_with_the_names_of_its_parts()
    {
        var json = (await ReadAsync()).ToJson().RootElement;

        Assert.Equal("web", json.GetProperty("name").GetString());
        Assert.Equal("2026-11-27T12:00:00Z", json.GetProperty("madeUtc").GetString());
        Assert.Equal("rootfs", json.GetProperty("components")[0].GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("image").ValueKind);
    }

    [Fact]
    public async Task A_commit_with_a_mistake_is_refused_with_the_place_of_it()
    {
        _repo.Write("components/bad.yaml", "nonsense: 1\n");
        Commit();

        await Refused.WithAsync(ErrorId.StateFile, () => ReadAsync());
    }

    [Fact]
    public async Task Three_hundred_components_are_read_and_drawn_in_seconds()
    {
        for (var i = 0; i < 300; i++)
        {
            Component($"c{i:000}", $"to: /opt/{i}\n", ($"lib/f{i}", new string('x', 100 + i)));
        }
        await CommitAndBuildAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var report = await ReadAsync();
        var page = ReportPage.Of(report);

        TestContext.Current.SendDiagnosticMessage($"300 components: {page.Length} characters in {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal((301, 301), (report.Components.Count, report.Folders.Count));
        Assert.InRange(page.Length, 100_000, 2_000_000);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }

    private Task<StateRepoReport> ReadAsync(string? path = null, bool outdated = false) =>
        new StateRepoReports(_world.Servers).ReadAsync(StateRepo.Open(path ?? _repo.Path), outdated, cancel: Cancel);

    private async Task<TestRepo> AddLibraryAsync(string? date = null)
    {
        var library = TestRepo.Make(_temp.At("library"));
        library.Write("page", "x");
        library.Write("more", "yyy");
        library.Commit("first");
        if (date is not null)
        {
            var dated = library.Feed(System.Text.Encoding.UTF8.GetBytes($"tree {library.Run("rev-parse", "HEAD^{tree}")}\nauthor a <a@b> 0 +0000\ncommitter a <a@b> {DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds()} +0000\n\ndated\n"), "hash-object", "-t", "commit", "-w", "--stdin");
            library.Run("reset", "--quiet", "--hard", dated);
        }
        await StateDependencies.AddAsync(_world.Host, StateRepo.Open(_repo.Path), new GitDependencyRequest("file://" + library.Path) { Name = "lib", Ref = "main" }, cancel: Cancel);
        return library;
    }

    private DateTime CommittedAt(string commit) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(_repo.Run("log", "-1", "--format=%ct", commit), System.Globalization.CultureInfo.InvariantCulture)).UtcDateTime;

    private void Component(string name, string more, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            _repo.Write($"src/{name}/{path}", text);
        }
        _repo.Write($"components/{name}.yaml", $"source: src/{name}\n{more}");
    }

    private void Commit() => _repo.Commit("more");

    private async Task CommitAndBuildAsync()
    {
        Commit();
        await new ImageBuilder(_world.Host).BuildAsync(StateRepo.Locate(_repo.Path), new(), cancel: Cancel);
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    }
}
