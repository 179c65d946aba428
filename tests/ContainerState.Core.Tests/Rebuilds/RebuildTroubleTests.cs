using ContainerState.Errors;
using ContainerState.Rebuilds;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>Runs in which something goes wrong, and what is left running.</summary>
public sealed class RebuildTroubleTests : IDisposable
{
    private readonly RebuildWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task One_that_fails_its_checks_is_stopped_and_the_old_one_not_touched()
    {
        var first = await _world.RebuildAsync();
        var old = Assert.Single(_world.Running);
        _world.Change("two");
        _world.Memory.Runtime.ExitCode = server => server.Name == old.Name ? 0 : 7;

        var bad = await _world.RebuildAsync();

        Assert.Equal((RebuildOutcome.RolledBack, "ServerNotReady"), (bad.Outcome, bad.Error!.ErrorId));
        Assert.StartsWith("1 of 1 new servers failed their checks; exec /bin/true of web-", bad.Error.Message, StringComparison.Ordinal);
        Assert.Contains("7", bad.Tests.Single().Checks.Single(check => !check.Passed).Saw, StringComparison.Ordinal);
        Assert.Equal(["Build", "Start", "Test", "RollBack"], bad.Steps.Select(step => step.Name));
        Assert.Equal(old.StartedUtc, Assert.Single(_world.Running).StartedUtc);
        Assert.Equal(first.Image, bad.PreviousImage);
        Assert.False(bad.Succeeded);
    }

    [Fact]
    public async Task One_that_does_not_start_or_cannot_be_built_changes_nothing()
    {
        await _world.RebuildAsync();
        var old = Assert.Single(_world.Running);
        _world.Change("two");
        _world.Memory.Runtime.Fault = record => new ServerStartException(record.Name, "it does not want to", "");
        var unstarted = await _world.RebuildAsync();
        _world.Break();
        var unbuilt = await _world.RebuildAsync();

        Assert.Equal((RebuildOutcome.RolledBack, "ServerStart"), (unstarted.Outcome, unstarted.Error!.ErrorId));
        Assert.Equal((RebuildOutcome.Failed, "StateFile"), (unbuilt.Outcome, unbuilt.Error!.ErrorId));
        Assert.NotEmpty(unbuilt.Error.Remedy);
        Assert.Equal(old.StartedUtc, Assert.Single(_world.Running).StartedUtc);
    }

    [Fact]
    public async Task After_a_reboot_a_bad_commit_leaves_the_last_good_one_running()
    {
        var good = await _world.RebuildAsync();
        await _world.RebootAsync();
        _world.Break();

        var bad = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.Failed, bad.Outcome);
        Assert.Equal(good.Image, Assert.Single(_world.Running).Image);
        Assert.Contains(good.Commit[..12], bad.Steps[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(["Failed", "Replaced"], _world.History.Select(report => report.Outcome));
    }

    [Fact]
    public async Task A_failed_update_rolls_out_nothing_unless_told()
    {
        await _world.RebuildAsync();
        var next = _world.Change("two");
        _world.Repo.Run("remote", "add", "origin", "/nowhere/at/all");
        var pulling = _world.Options with { Pull = true };

        var refused = await _world.RebuildAsync(pulling);
        Assert.Equal((RebuildOutcome.Failed, "Pull", RebuildStep.Failed), (refused.Outcome, refused.Steps.Single().Name, refused.Steps.Single().Result));
        Assert.NotEqual(next, Assert.Single(_world.Running).Commit);

        var told = await _world.RebuildAsync(pulling with { AllowFailedUpdate = true });
        Assert.Equal((RebuildOutcome.Replaced, RebuildStep.Failed), (told.Outcome, told.Steps[0].Result));
        Assert.Equal(next, Assert.Single(_world.Running).Commit);
        Assert.Single(_world.Warnings, text => text.StartsWith("web is rebuilt from what there is: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_the_old_server_and_says_so()
    {
        await _world.RebuildAsync();
        var old = Assert.Single(_world.Running);
        _world.Change("two");
        using var cancel = new CancellationTokenSource();
        _world.Memory.Runtime.ExitCode = _ =>
        {
            cancel.Cancel();
            return 0;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.RebuildAsync(cancel: cancel.Token));

        Assert.Equal(old.Name, Assert.Single(_world.Running).Name);
        Assert.Equal("Cancelled", _world.History[0].Error!.ErrorId);
    }

    [Fact]
    public async Task What_cannot_be_stopped_is_warned_of_and_there_is_a_report()
    {
        var first = await _world.RebuildAsync();
        await _world.Memory.StartAsync("web-261127093000");
        await _world.CutAsync("web-261127093000", testsPassed: false);
        _world.Memory.Runtime.Clings = name => name == "web-261127093000";

        var finish = await _world.RebuildAsync();

        Assert.Equal(("Finish", RebuildStep.Failed), (finish.Steps[0].Name, finish.Steps[0].Result));
        Assert.Contains("that was killed had begun cannot be ended", _world.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(RebuildOutcome.Unchanged, finish.Outcome);
        _world.Memory.Runtime.Clings = _ => false;
        _world.Warnings.Clear();
        _world.Change("two");
        _world.Memory.Runtime.ExitCode = server => first.Servers.Contains(server.Name) ? 0 : 7;
        _world.Memory.Runtime.Clings = name => !first.Servers.Contains(name);

        var bad = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.RolledBack, bad.Outcome);
        Assert.Equal(("RollBack", RebuildStep.Failed), (bad.Steps[^1].Name, bad.Steps[^1].Result));
        Assert.Single(_world.Warnings, text => text.Contains("could not all be stopped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_reboot_the_last_good_commit_is_left_though_a_check_fails()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        await _world.RebuildAsync(publishing);
        await _world.RebootAsync();
        _world.Memory.Runtime.ExitCode = _ => 7;

        var bad = await _world.RebuildAsync(publishing);

        Assert.Equal((RebuildOutcome.Failed, "ServerNotReady", "Keep"), (bad.Outcome, bad.Error!.ErrorId, bad.Steps[^1].Name));
        Assert.Equal(bad.Servers, _world.Running.Select(server => server.Name));
        Assert.Equal(bad.Servers, _world.Memory.Runtime.Serving);
        // While they run, the next ones that fail are not needed.
        var worse = await _world.RebuildAsync(publishing);
        Assert.Equal(RebuildOutcome.RolledBack, worse.Outcome);
        Assert.Equal(bad.Servers, _world.Running.Select(server => server.Name));
        _world.Memory.Runtime.ExitCode = _ => 0;
        Assert.Equal(RebuildOutcome.Unchanged, (await _world.RebuildAsync(publishing)).Outcome);
        // One that was never good is not kept.
        await _world.RebootAsync();
        _world.Change("two");
        var good = bad.Image;
        _world.Memory.Runtime.ExitCode = server => server.Image == good ? 0 : 7;
        Assert.Equal(RebuildOutcome.RolledBack, (await _world.RebuildAsync(publishing)).Outcome);
        Assert.Equal(good, Assert.Single(_world.Running).Image);
    }

    [Fact]
    public async Task One_that_is_cancelled_after_the_swap_has_a_report()
    {
        await _world.RebuildAsync();
        _world.Change("two");
        using var cancel = new CancellationTokenSource();
        _world.Memory.Runtime.Clings = _ =>
        {
            cancel.Cancel();
            return false;
        };

        var report = await _world.RebuildAsync(cancel: cancel.Token);

        Assert.True(cancel.IsCancellationRequested);
        Assert.Equal(RebuildOutcome.Replaced, report.Outcome);
        Assert.Equal(report.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task Servers_that_stand_in_have_another_name_than_those_that_failed()
    {
        var good = await _world.RebuildAsync();
        await _world.RebootAsync();
        _world.Change("two");
        _world.Memory.Runtime.ExitCode = server => server.Image == good.Image ? 0 : 7;

        var bad = await _world.RebuildAsync();

        Assert.Equal("Recover", bad.Steps[^1].Name);
        Assert.NotEqual(bad.Generation, Assert.Single(_world.Running).Name);
        Assert.Equal(bad.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task One_that_is_cancelled_while_servers_stand_in_is_in_the_history()
    {
        var good = await _world.RebuildAsync();
        await _world.RebootAsync();
        _world.Break();
        using var cancel = new CancellationTokenSource();
        _world.Memory.Runtime.ExitCode = _ =>
        {
            cancel.Cancel();
            return 0;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.RebuildAsync(cancel: cancel.Token));

        Assert.Equal(["Failed", "Replaced"], _world.History.Select(report => report.Outcome));
        Assert.Single(_world.Warnings, text => text.Contains("is not as it should be", StringComparison.Ordinal));
        Assert.Equal(good.Image, Assert.Single(_world.Running).Image);
    }
}
