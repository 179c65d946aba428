using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Rebuilds;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>Runs over servers in memory, of a real repository with real images.</summary>
public sealed class RebuildRunTests : IDisposable
{
    private readonly RebuildWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_first_run_starts_servers_and_the_next_leaves_them_alone()
    {
        var first = await _world.RebuildAsync(_world.Options with { Count = 2 });
        var running = _world.Running.ToList();
        // As many as before, where nobody says how many.
        var again = await _world.RebuildAsync();

        Assert.Equal((RebuildOutcome.Replaced, RebuildOutcome.Unchanged), (first.Outcome, again.Outcome));
        Assert.Equal(["Build", "Start", "Test"], first.Steps.Select(step => step.Name));
        Assert.All(first.Steps, step => Assert.Equal(RebuildStep.Done, step.Result));
        Assert.Equal(_world.Repo.Head, first.Commit);
        Assert.Equal([true, true], first.Tests.Select(test => test.Passed));
        Assert.Equal(first.Servers, running.Select(server => server.Name));
        Assert.Matches("^web-[0-9]{12}-1$", running[0].Name);
        Assert.Equal(running.Select(server => server.StartedUtc), _world.Running.Select(server => server.StartedUtc));
        Assert.Equal(first.Servers, again.Servers);
    }

    [Fact]
    public async Task A_new_commit_is_started_beside_the_old_and_takes_its_place()
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");

        var next = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.Replaced, next.Outcome);
        Assert.Equal((first.Image, first.Commit), (next.PreviousImage, next.PreviousCommit));
        Assert.Equal(first.Servers, next.PreviousServers);
        Assert.NotEqual(first.Image, next.Image);
        Assert.Equal(next.Servers, _world.Running.Select(server => server.Name));
        Assert.Equal(["Build", "Start", "Test", "Swap"], next.Steps.Select(step => step.Name));
    }

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
    public async Task A_server_that_died_or_fails_is_replaced_though_the_image_is_the_same()
    {
        var first = await _world.RebuildAsync();
        _world.Memory.Runtime.Die(first.Servers[0]);
        var second = await _world.RebuildAsync();
        _world.Memory.Runtime.ExitCode = server => server.Name == second.Servers[0] ? 1 : 0;
        var third = await _world.RebuildAsync();

        Assert.Equal((RebuildOutcome.Replaced, RebuildOutcome.Replaced), (second.Outcome, third.Outcome));
        Assert.Equal(third.Servers, _world.Memory.Servers.List().Select(server => server.Name));
    }

    [Fact]
    public async Task Servers_of_other_names_and_of_people_are_not_touched()
    {
        foreach (var name in (string[])["web", "web-1", "web-x-261127093000", "webs-261127093000", "web-269927093000"])
        {
            await _world.Memory.StartAsync(name);
        }
        await _world.RebuildAsync();
        await _world.RebuildAsync(_world.Options with { Force = true });

        Assert.Equal(6, _world.Memory.Servers.List().Count);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_give_a_name_twice()
    {
        await _world.Memory.StartAsync("web-491231235959");

        var next = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.Replaced, next.Outcome);
        Assert.Equal(["web-500101000000"], _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task A_second_run_at_once_is_busy_and_so_is_one_beside_a_supervisor()
    {
        _world.Memory.Host.MakeRunFolders();
        using (FileLock.TryTake(Path.Combine(_world.Memory.Host.Rebuilds, "web.lock")))
        {
            var fault = await Assert.ThrowsAsync<BusyException>(() => _world.RebuildAsync());
            Assert.Equal(6, ErrorTable.Describe(fault).ExitCode);
        }
        using (FileLock.TryTake(Path.Combine(_world.Memory.Host.Supervisors, "web.lock")))
        {
            var fault = await Assert.ThrowsAsync<ContainerStateException>(() => _world.RebuildAsync());
            Assert.Equal(ErrorId.Busy, fault.ErrorId);
            Assert.Contains("supervisor", fault.Message, StringComparison.Ordinal);
        }
        Assert.Empty(_world.History);
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

    [Theory]
    [InlineData("Web")]
    [InlineData("a-name-that-is-far-too-long1")]
    [InlineData("")]
    public async Task A_name_that_none_can_have_is_refused(string name) =>
        await Assert.ThrowsAsync<InvalidNameException>(() => _world.RebuildAsync(_world.Options with { Name = name }));

    [Fact]
    public async Task A_port_leads_to_the_new_servers_once_they_have_passed()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);
        _world.Change("two");
        _world.Memory.Runtime.ExitCode = server => first.Servers.Contains(server.Name) ? 0 : 7;

        Assert.Equal(RebuildOutcome.RolledBack, (await _world.RebuildAsync(publishing)).Outcome);
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);

        _world.Memory.Runtime.ExitCode = _ => 0;
        var next = await _world.RebuildAsync(publishing);
        Assert.Equal(["Build", "Start", "Test", "Serve", "Swap"], next.Steps.Select(step => step.Name));
        Assert.Equal(next.Servers, _world.Memory.Runtime.Serving);
        Assert.Equal(next.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task Servers_that_connections_cannot_be_sent_to_are_rolled_back()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        _world.Change("two");
        var faults = new Queue<Exception?>([new ProgramFailedException("nft", 1, "no such table"), null]);
        _world.Memory.Runtime.ServeFault = () => faults.TryDequeue(out var fault) ? fault : null;

        var bad = await _world.RebuildAsync(publishing);

        Assert.Equal((RebuildOutcome.RolledBack, "ProgramFailed"), (bad.Outcome, bad.Error!.ErrorId));
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);
        Assert.Equal(first.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task Old_servers_are_left_with_their_connections_for_a_while()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        _world.Change("two");
        var connected = 1;
        _world.Memory.Runtime.Connected = name => first.Servers.Contains(name) ? Volatile.Read(ref connected) : 0;

        var swapping = _world.RebuildAsync(publishing with { Drain = TimeSpan.FromSeconds(60) });
        Assert.True(await Eventually.LookAsync(() => !_world.Memory.Runtime.Serving.Intersect(first.Servers, StringComparer.Ordinal).Any(), held => held));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Contains(first.Servers[0], _world.Memory.Runtime.Running);
        Volatile.Write(ref connected, 0);
        await swapping;
        Assert.DoesNotContain(first.Servers[0], _world.Memory.Runtime.Running);

        // Nobody holds up the next one for ever.
        _world.Change("three");
        _world.Memory.Runtime.Connected = _ => 1;
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync(publishing with { Drain = TimeSpan.FromSeconds(0.2) })).Outcome);
    }

    [Fact]
    public async Task An_update_of_the_dependencies_is_in_the_report()
    {
        using var temp = new Support.TempFolder();
        var source = Support.TestRepo.Make(temp.At("source"));
        source.Write("app.txt", "one");
        source.Commit("one");
        await ContainerState.Imports.StateDependencies.AddAsync(_world.Memory.Host, StateRepo.Open(_world.Repo.Path), new ContainerState.Imports.GitDependencyRequest(source.Path), cancel: TestContext.Current.CancellationToken);
        var updating = _world.Options with { UpdateDependencies = ["*"] };
        await _world.RebuildAsync(updating);
        source.Write("app.txt", "two");
        var next = source.Commit("two");

        var report = await _world.RebuildAsync(updating);

        Assert.Equal(RebuildOutcome.Replaced, report.Outcome);
        Assert.Equal(next, Assert.Single(report.Updates).NewCommit);
        Assert.Equal(_world.Repo.Head, report.Commit);
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
    public async Task A_report_has_so_many_lines_whatever_the_number_of_servers()
    {
        _world.Memory.Runtime.ExitCode = server =>
        {
            File.WriteAllLines(server.ConsolePath, Enumerable.Range(1, 200).Select(i => $"line {i} " + new string('x', 300)));
            return 7;
        };
        var one = await _world.RebuildAsync();
        var many = await _world.RebuildAsync(_world.Options with { Count = 100 });

        Assert.Equal((50, 1000), (one.Log.Count, many.Log.Count));
        Assert.All(many.Servers, server => Assert.Equal(10, many.Log.Count(line => line.Server == server)));
        Assert.StartsWith("line 200 ", many.Log[^1].Text, StringComparison.Ordinal);
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
    public async Task Servers_and_schedules_of_another_repository_are_not_taken()
    {
        var first = await _world.RebuildAsync();
        using var temp = new Support.TempFolder();
        var other = Support.TestRepo.MakeState(temp.At("other"));
        other.Write("page", "so that its commit is another");
        other.Commit("other");
        var theirs = _world.Options with { Repository = StateRepo.Locate(other.Path) };

        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => _world.RebuildAsync(theirs));

        Assert.Equal(ErrorId.Busy, fault.ErrorId);
        Assert.Contains(first.Commit[..12], fault.Message, StringComparison.Ordinal);
        Assert.Contains("--force", fault.Remedy, StringComparison.Ordinal);
        Assert.Equal(first.Servers, _world.Running.Select(server => server.Name));

        await _world.RebootAsync();
        await RebuildRegistrar.RegisterAsync(_world.Options, "daily", folder: _world.Units, program: "/bin/true", cancel: TestContext.Current.CancellationToken);
        Assert.Contains(_world.Repo.Path, (await Assert.ThrowsAsync<ContainerStateException>(() => _world.RebuildAsync(theirs))).Message, StringComparison.Ordinal);
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync()).Outcome);
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync(theirs with { Force = true })).Outcome);
        Assert.Equal(other.Head, Assert.Single(_world.Running).Commit);
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
