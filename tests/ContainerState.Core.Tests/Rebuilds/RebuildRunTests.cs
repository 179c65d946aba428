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

    [Theory]
    [InlineData("Web")]
    [InlineData("a-name-that-is-far-too-long1")]
    [InlineData("")]
    public async Task A_name_that_none_can_have_is_refused(string name) =>
        await Assert.ThrowsAsync<InvalidNameException>(() => _world.RebuildAsync(_world.Options with { Name = name }));

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
}
