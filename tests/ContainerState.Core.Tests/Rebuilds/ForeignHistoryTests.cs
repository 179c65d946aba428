using ContainerState.Errors;
using ContainerState.Rebuilds;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>A history that others have written to: it can be looked at, and decides nothing.</summary>
public sealed class ForeignHistoryTests : IDisposable
{
    private const string Reference = "refs/containerstate/rollouts/web";
    private const string Good = "\"name\":\"web\",\"kind\":\"Rebuild\",\"outcome\":\"Replaced\",\"startedUtc\":\"2026-01-01T00:00:00Z\"";

    private readonly RebuildWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task An_invented_restore_holds_nothing()
    {
        var first = await _world.RebuildAsync();
        var unmerged = _world.Change("unmerged");
        _world.Repo.Run("reset", "--quiet", "--hard", first.Commit);
        var next = _world.Change("two");
        _world.Invent($"{{\"name\":\"web\",\"kind\":\"Restore\",\"outcome\":\"Replaced\",\"startedUtc\":\"2026-01-01T00:00:00Z\",\"commit\":\"{unmerged}\",\"image\":\"{first.Image}\",\"previousImage\":\"{first.Image}\"}}");

        var report = await _world.RebuildAsync();

        Assert.Equal((RebuildOutcome.Replaced, next), (report.Outcome, report.Commit));
        Assert.DoesNotContain(report.Steps, step => step.Name == "Hold");
        Assert.Single(_world.Warnings, text => text.Contains("was changed by somebody else", StringComparison.Ordinal));
        // It was written on top of what this host wrote, and so the next one has nothing to warn of.
        Assert.Equal([report.Commit, first.Commit], _world.History.Select(entry => entry.Commit));
        await _world.RebuildAsync();
        Assert.Single(_world.Warnings);
    }

    [Theory]
    [InlineData("\"generation\":\"web-261127093000\",\"testsPassed\":true")]
    [InlineData("\"generation\":\"web-261127093000\",\"testsPassed\":false")]
    [InlineData("\"generation\":\"web\",\"testsPassed\":false")]
    public async Task An_invented_run_that_was_killed_has_no_server_stopped(string begun)
    {
        var first = await _world.RebuildAsync(_world.Options with { Count = 2 });
        await _world.Memory.StartAsync("web-261127093000");
        _world.Memory.Runtime.Die("web-261127093000");
        _world.Invent($"{{\"name\":\"web\",\"kind\":\"Rebuild\",\"outcome\":\"Running\",\"startedUtc\":\"2026-01-01T00:00:00Z\",{begun.Replace("web-261127093000", first.Generation, StringComparison.Ordinal)}}}");

        var next = await _world.RebuildAsync();

        Assert.Equal(RebuildOutcome.Unchanged, next.Outcome);
        Assert.DoesNotContain(next.Steps, step => step.Name == "Finish");
        Assert.Equal(first.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task On_a_new_host_it_is_listed_and_says_neither_how_many_nor_what()
    {
        _world.Invent($"{{{Good},\"servers\":[{string.Join(',', Enumerable.Range(1, 400).Select(i => $"\"web-{i}\""))}],\"commit\":\"{new string('1', 40)}\",\"newer\":1}}", onTop: false);
        var warnings = new List<string>();
        Assert.Equal((new string('1', 40), false), Assert.Single(List(warnings).Select(entry => (entry.Commit, entry.Own))));
        Assert.Contains("were not written by this host", Assert.Single(warnings), StringComparison.Ordinal);

        await _world.RebuildAsync();

        Assert.Single(_world.Running);
        Assert.Contains("decides nothing here", Assert.Single(_world.Warnings), StringComparison.Ordinal);
        // Theirs is not lost: ours begins on top of it.
        Assert.Equal([true, false], _world.History.Select(entry => entry.Own));
        await _world.RebuildAsync();
        await _world.RebuildAsync();
        Assert.Equal([("Unchanged", 2, true), ("Replaced", 1, true), ("Replaced", 1, false)], _world.History.Select(entry => (entry.Outcome, entry.Runs, entry.Own)));
        Assert.Equal("RebuildNotFound", (await _world.RestoreAsync(null)).Error!.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reference_that_was_set_back_or_removed_loses_nothing(bool isRemoved)
    {
        var first = await _world.RebuildAsync();
        _world.Change("two");
        var second = await _world.RebuildAsync();
        _world.Change("three");
        await _world.RebuildAsync();
        _world.Repo.Run(isRemoved ? ["update-ref", "-d", Reference] : ["update-ref", Reference, Reference + "~2"]);

        var back = await _world.RestoreAsync(null);

        Assert.Equal((RebuildOutcome.Replaced, second.Image), (back.Outcome, back.Image));
        Assert.Equal(4, _world.History.Count);
        Assert.Equal(first.Commit, _world.History[^1].Commit);
        Assert.Contains(isRemoved ? "is gone" : "is at ", Assert.Single(_world.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_killed_before_it_moved_the_reference_has_no_warning()
    {
        await _world.RebuildAsync();
        var before = _world.Repo.Run("rev-parse", Reference);
        _world.Change("two");
        await _world.RebuildAsync();
        (_world.Record with { Reference = before }).Write(_world.Memory.Host);
        _world.Repo.Run("update-ref", Reference, before);

        await _world.RebuildAsync();

        Assert.Empty(_world.Warnings);
        Assert.Equal(3, _world.History.Count);
    }

    [Fact]
    public async Task What_a_power_cut_made_unreadable_counts_as_lost()
    {
        await _world.RebuildAsync();
        var entry = _world.Record.Last!;
        var file = Path.Combine(_world.Repo.Path, ".git", "objects", entry[..2], entry[2..]);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var report = await _world.RebuildAsync();

        Assert.Contains("has lost what this host wrote", Assert.Single(_world.Warnings), StringComparison.Ordinal);
        Assert.Equal(RebuildOutcome.Unchanged, report.Outcome);
        Assert.Single(_world.History);
    }

    [Fact]
    public async Task Without_what_this_host_wrote_it_begins_anew_and_says_so()
    {
        await _world.RebuildAsync();
        var lost = _world.Record with { Last = new string('1', 40) };
        lost.Write(_world.Memory.Host);
        await _world.RebuildAsync();
        Assert.Contains("has lost what this host wrote", Assert.Single(_world.Warnings), StringComparison.Ordinal);

        var file = Assert.Single(Directory.EnumerateFiles(_world.Memory.Host.RebuildRecords));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_world.Memory.Host.RebuildRecords));
        await File.WriteAllTextAsync(file, "{", TestContext.Current.CancellationToken);
        Assert.Equal(RebuildOutcome.Unchanged, (await _world.RebuildAsync()).Outcome);
        Assert.Contains(_world.Warnings, text => text.Contains("is damaged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"other\",\"kind\":\"Rebuild\",\"outcome\":\"Replaced\",\"startedUtc\":\"2026-01-01T00:00:00Z\"}")]
    [InlineData("{" + Good + ",\"steps\":null}")]
    [InlineData("{" + Good + ",\"steps\":[{}]}")]
    [InlineData("{" + Good + ",\"durationSeconds\":1e308}")]
    [InlineData("{" + Good + ",\"durationSeconds\":1e999}")]
    [InlineData("{" + Good + ",\"durationSeconds\":-1}")]
    [InlineData("{" + Good + ",\"steps\":[{\"name\":\"Build\",\"durationSeconds\":1e308,\"result\":\"Done\",\"detail\":\"\"}]}")]
    [InlineData("{" + Good + ",\"commit\":\"HEAD\"}")]
    [InlineData("{" + Good + ",\"previousImage\":\"--help\"}")]
    [InlineData("{" + Good + ",\"generation\":\"web\"}")]
    [InlineData("{" + Good + ",\"generation\":\"web-261127093000-1\"}")]
    [InlineData("{" + Good + ",\"generation\":\"web-261399093000\"}")]
    public async Task What_is_no_entry_is_one_error_and_the_others_are_listed(string text)
    {
        _world.Invent(text, onTop: false);
        _world.Invent(Good.Replace("web", "api", StringComparison.Ordinal) is var good ? $"{{{good}}}" : "", "api", onTop: false);
        _world.Invent("{}", "zoo", onTop: false);
        _world.Invent("{}", "api2/x", onTop: false);
        _world.Invent("{}", "No-Name", onTop: false);
        var faults = new List<Exception>();

        var listed = new ServerRebuilds(_world.Memory.Servers).ListAll(StateRepo.Locate(_world.Repo.Path), null, 100, fail: faults.Add);

        Assert.Equal("api", Assert.Single(listed).Name);
        Assert.Equal(2, faults.Count);
        Assert.Contains($"git update-ref -d {Reference}", Assert.IsType<UnsafeTreeException>(faults[0]).Remedy, StringComparison.Ordinal);
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync()).Outcome);
    }

    [Fact]
    public async Task A_name_without_a_history_is_an_error_and_a_pattern_none()
    {
        await _world.RebuildAsync();
        var rebuilds = new ServerRebuilds(_world.Memory.Servers);

        Assert.Empty(rebuilds.ListAll(StateRepo.Locate(_world.Repo.Path), "typo*", 10));
        Assert.Equal(ErrorId.RebuildNotFound, Assert.Throws<ContainerStateException>(() => rebuilds.ListAll(StateRepo.Locate(_world.Repo.Path), "typo", 10)).ErrorId);
    }

    [Fact]
    public void An_entry_of_another_version_may_leave_things_out()
    {
        _world.Invent($"{{{Good},\"newer\":1}}", onTop: false);

        var entry = Assert.Single(_world.History);

        Assert.Equal(("", 1, 0), (entry.Commit, entry.Runs, entry.Steps.Count));
    }

    private IReadOnlyList<RebuildReport> List(List<string> warnings) =>
        new ServerRebuilds(_world.Memory.Servers).ListAll(StateRepo.Locate(_world.Repo.Path), "web", 100, warnings.Add);
}
