using ContainerState.Platform;
using ContainerState.Rebuilds;
using ContainerState.Reports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>The history, what follows from it, and runs that were killed.</summary>
public sealed class RebuildHistoryTests : IDisposable
{
    private readonly RebuildWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task It_tells_every_change_also_when_nothing_else_is_left()
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");
        var second = await _world.RebuildAsync();
        await _world.RebootAsync();

        var history = _world.History;
        Assert.Equal([second.Commit, first.Commit], history.Select(report => report.Commit));
        Assert.Equal(second.Steps, history[0].Steps);
        Assert.Equal(_world.Repo.Path, history[0].Path);
        Assert.Equal("Rebuild web: Replaced " + second.Commit[..12], _world.Repo.Run("log", "-1", "--format=%s", "refs/containerstate/rollouts/web"));
        Assert.Equal("", _world.Repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task Runs_that_change_nothing_have_one_entry_together()
    {
        await _world.RebuildAsync();
        for (var i = 0; i < 3; i++)
        {
            await _world.RebuildAsync();
        }
        _world.Break();
        await _world.RebuildAsync();
        await _world.RebuildAsync();

        Assert.Equal([("Failed", 2), ("Unchanged", 3), ("Replaced", 1)], _world.History.Select(report => (report.Outcome, report.Runs)));
    }

    [Fact]
    public async Task One_killed_before_its_tests_had_passed_is_told_and_cleared_up()
    {
        await _world.RebuildAsync();
        var old = Assert.Single(_world.Running);
        await _world.Memory.StartAsync("web-261127093000");
        await _world.CutAsync("web-261127093000", testsPassed: false);
        Assert.Equal(["Interrupted", "Replaced"], _world.History.Select(report => report.Outcome));

        var next = await _world.RebuildAsync();

        Assert.Equal(("Unchanged", "Finish"), (next.Outcome, next.Steps[0].Name));
        Assert.Equal(old.Name, Assert.Single(_world.Running).Name);
        Assert.Equal(["Unchanged", "Interrupted", "Replaced"], _world.History.Select(report => report.Outcome));
    }

    [Fact]
    public async Task One_killed_while_it_stopped_old_servers_is_ended()
    {
        await _world.RebuildAsync();
        _world.Change("two");
        var second = await _world.RebuildAsync();
        var old = "web-261127093000";
        await _world.Memory.StartAsync(old);
        await _world.CutAsync(second.Generation, testsPassed: true);

        var next = await _world.RebuildAsync();

        Assert.Equal(("Unchanged", "Finish"), (next.Outcome, next.Steps[0].Name));
        Assert.Equal(second.Servers, _world.Running.Select(server => server.Name));
        Assert.Equal(["Unchanged", "Replaced", "Replaced"], _world.History.Select(report => report.Outcome));
        Assert.Equal("Finish", _world.History[1].Steps[^1].Name);
    }

    [Fact]
    public async Task A_restore_goes_back_and_holds_until_another_image_is_wanted()
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");
        var second = await _world.RebuildAsync();

        var back = await _world.RestoreAsync(null);
        Assert.Equal((RebuildKind.Restore, RebuildOutcome.Replaced, first.Commit), (back.Kind, back.Outcome, back.Commit));
        var held = await _world.RebuildAsync();
        Assert.Equal((RebuildOutcome.Unchanged, first.Image), (held.Outcome, held.Image));
        Assert.Contains(held.Steps, step => step.Name == "Hold" && step.Detail.Contains(second.Commit[..12], StringComparison.Ordinal));
        Assert.Equal(first.Image, Assert.Single(_world.Running).Image);

        await _world.RebootAsync();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(first.Image, (await _world.RebuildAsync()).Image);
            Assert.Equal(first.Image, Assert.Single(_world.Running).Image);
        }

        var forced = await _world.RebuildAsync(_world.Options with { Force = true });
        Assert.Equal(second.Image, forced.Image);
        _world.Change("three");
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync()).Outcome);
    }

    [Fact]
    public async Task A_restore_names_a_commit_and_builds_an_image_that_was_removed()
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");
        await _world.RebuildAsync();
        var images = new ContainerState.Images.ImageStore(_world.Memory.Host);
        await images.RemoveAsync(images.Get(first.Image), [], TestContext.Current.CancellationToken);

        var back = await _world.RestoreAsync(first.Commit[..10]);

        Assert.Equal((RebuildOutcome.Replaced, first.Image), (back.Outcome, back.Image));
    }

    [Fact]
    public async Task A_restore_of_what_is_not_there_says_what_to_do()
    {
        await _world.RebuildAsync();
        var nothing = await _world.RestoreAsync(null);
        var unknown = await _world.RestoreAsync("no-such-branch");
        _world.Repo.Pin("deps/gone", "gone", "https://example.org/gone.git", new string('1', 40));
        _world.Repo.Write("components/gone.yaml", "source: deps/gone\n");
        var incomplete = await _world.RestoreAsync(_world.Repo.Commit("incomplete"));

        Assert.Equal(("Failed", "RebuildNotFound"), (nothing.Outcome, nothing.Error!.ErrorId));
        Assert.Equal("ReferenceNotFound", unknown.Error!.ErrorId);
        Assert.Equal("IncompleteRepository", incomplete.Error!.ErrorId);
        Assert.Contains("is not in the store, and cannot be built", incomplete.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Update-StateRepo", incomplete.Error.Remedy, StringComparison.Ordinal);
        Assert.Single(_world.Running);
    }

    [Fact]
    public async Task What_cannot_be_written_is_told_and_stops_no_server()
    {
        _world.Invent("{}", "web/x", onTop: false);

        var report = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.Replaced, report.Outcome);
        Assert.Equal(("Note", RebuildStep.Failed), (report.Steps[0].Name, report.Steps[0].Result));
        Assert.Contains("git update-ref -d refs/containerstate/rollouts/web/x", Assert.Single(_world.Warnings), StringComparison.Ordinal);
        Assert.Single(_world.Running);
        // The history is there all the same, and leads on once there is room for it.
        _world.Repo.Run("update-ref", "-d", "refs/containerstate/rollouts/web/x");
        Assert.Equal(RebuildOutcome.Unchanged, (await _world.RebuildAsync()).Outcome);
        Assert.Equal(["Unchanged", "Replaced"], _world.History.Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task It_does_not_wait_for_an_update_that_has_the_repository()
    {
        await _world.RebuildAsync();
        using var held = FileLock.TryTake(Path.Combine(_world.Repo.Path, ".git/containerstate/lock"));
        Assert.NotNull(held);

        var report = await _world.RebuildAsync(_world.Options with { Force = true }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(RebuildOutcome.Replaced, report.Outcome);
        Assert.Equal(2, _world.History.Count);
        Assert.Empty(_world.Warnings);
    }

    [Fact]
    public async Task Restores_go_back_one_by_one_and_forward_again()
    {
        var a = await _world.RebuildAsync();
        _world.Change("b");
        var b = await _world.RebuildAsync();
        var head = _world.Change("c");
        var c = await _world.RebuildAsync();

        Assert.Equal(b.Image, (await _world.RestoreAsync(null)).Image);
        // Servers that died come back as what holds.
        await _world.RebootAsync();
        Assert.Equal(b.Image, (await _world.RebuildAsync()).Image);
        Assert.Equal(a.Image, (await _world.RestoreAsync(null)).Image);
        Assert.Equal("RebuildNotFound", (await _world.RestoreAsync(null)).Error!.ErrorId);
        Assert.Equal(a.Image, (await _world.RebuildAsync()).Image);
        // To HEAD itself, which ends it.
        Assert.Equal(c.Image, (await _world.RestoreAsync(head)).Image);
        Assert.Null(_world.Record.Hold);
        Assert.Equal(a.Image, (await _world.RestoreAsync(a.Commit)).Image);
        Assert.Equal(b.Image, (await _world.RestoreAsync(b.Commit)).Image);
    }

    [Fact]
    public async Task Only_a_commit_that_is_not_its_own_update_ends_a_hold()
    {
        using var temp = new Support.TempFolder();
        var source = Support.TestRepo.Make(temp.At("source"));
        source.Write("app.txt", "one");
        source.Commit("one");
        await ContainerState.Imports.StateDependencies.AddAsync(
            _world.Memory.Host, StateRepo.Open(_world.Repo.Path), new ContainerState.Imports.GitDependencyRequest(source.Path), cancel: TestContext.Current.CancellationToken);
        _world.Repo.Write("components/app.yaml", "source: deps/source\n");
        _world.Repo.Commit("app");
        var updating = _world.Options with { UpdateDependencies = ["*"] };
        var first = await _world.RebuildAsync(updating);
        _world.Change("two");
        var second = await _world.RebuildAsync(updating);
        await _world.RestoreAsync(null);
        source.Write("app.txt", "two");
        source.Commit("two");

        for (var i = 0; i < 2; i++)
        {
            var held = await _world.RebuildAsync(updating);
            Assert.Equal((RebuildOutcome.Unchanged, first.Image, 1 - i), (held.Outcome, held.Image, held.Updates.Count));
        }
        // A commit by somebody ends it once it succeeds, and not before.
        _world.Break();
        Assert.Equal(RebuildOutcome.Failed, (await _world.RebuildAsync(updating)).Outcome);
        Assert.NotNull(_world.Record.Hold);
        _world.Change("three");
        var next = await _world.RebuildAsync(updating);
        Assert.Equal((RebuildOutcome.Replaced, _world.Repo.Head), (next.Outcome, next.Commit));
        Assert.NotEqual(second.Image, next.Image);
        Assert.Null(_world.Record.Hold);
    }

    [Fact]
    public async Task A_restore_that_was_killed_after_its_tests_holds_as_well()
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");
        await _world.RebuildAsync();
        var back = await _world.RestoreAsync(null);
        var hold = _world.Record.Hold;
        await _world.CutAsync(back.Generation, testsPassed: true);
        (_world.Record with { Hold = null, Begun = _world.Record.Begun! with { Hold = hold } }).Write(_world.Memory.Host);

        Assert.Equal((RebuildOutcome.Unchanged, first.Image), (await _world.RebuildAsync() is var next ? (next.Outcome, next.Image) : default));
    }

    [Fact]
    public async Task The_numbers_of_the_host_say_how_the_last_run_went()
    {
        string[] Lines() => [.. PrometheusText.Of(new HostMetrics(_world.Memory.Servers).ReadAll()).Split('\n').Where(line => line.StartsWith("containerstate_rebuild", StringComparison.Ordinal))];
        Assert.Empty(Lines());
        _world.Break();
        await _world.RebuildAsync();
        Assert.Contains("containerstate_rebuild_outcome{rebuild=\"web\",outcome=\"Failed\"} 1", Lines());
        Assert.DoesNotContain(Lines(), line => line.StartsWith("containerstate_rebuild_success", StringComparison.Ordinal));
        _world.Change("one");
        await _world.RebuildAsync();
        _world.Change("two");
        var next = await _world.RebuildAsync();
        Assert.Contains("containerstate_rebuild_holds{rebuild=\"web\"} 0", Lines());
        var back = await _world.RestoreAsync(null);

        var lines = Lines();
        Assert.Contains("containerstate_rebuild_holds{rebuild=\"web\"} 1", lines);
        Assert.Contains("containerstate_rebuild_outcome{rebuild=\"web\",outcome=\"Replaced\"} 1", lines);
        Assert.Contains("containerstate_rebuild_outcome{rebuild=\"web\",outcome=\"Failed\"} 0", lines);
        var began = double.Parse(lines.Single(line => line.StartsWith("containerstate_rebuild_run_timestamp_seconds{rebuild=\"web\"} ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((back.StartedUtc - DateTime.UnixEpoch).TotalSeconds, began, 0.01);
        Assert.Single(lines, line => line.StartsWith("containerstate_rebuild_success_timestamp_seconds{rebuild=\"web\"} ", StringComparison.Ordinal));
        await _world.CutAsync(next.Generation, testsPassed: false);
        (_world.Record with { Outcome = RebuildOutcome.Running }).Write(_world.Memory.Host);
        Assert.Contains("containerstate_rebuild_outcome{rebuild=\"web\",outcome=\"Interrupted\"} 1", Lines());
    }
}
