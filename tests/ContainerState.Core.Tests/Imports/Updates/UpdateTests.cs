using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports.Updates;

/// <summary>A state repository, and a library that goes on being changed.</summary>
public abstract class UpdateTests : IDisposable
{
    private int _changes;

    private protected UpdateTests()
    {
        Library = TestRepo.Make(Temp.At("remote", "lib"));
        Change();
        State = TestRepo.MakeState(Temp.At("work", "web"));
    }

    private protected TempFolder Temp { get; } = new();

    private protected TestHost Host { get; } = new();

    private protected TestRepo Library { get; }

    private protected TestRepo State { get; }

    private protected string Url => "file://" + Library.Path;

    public void Dispose()
    {
        Temp.Dispose();
        Host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Commits another change of the library.</summary>
    private protected string Change(string? tag = null, TestRepo? of = null)
    {
        var repo = of ?? Library;
        repo.Write("a", $"{++_changes}");
        var commit = repo.Commit($"change {_changes}");
        if (tag is not null)
        {
            repo.Run("tag", tag);
        }
        return commit;
    }

    private protected Task<StateDependency> AddAsync(DependencyRequest request) =>
        StateDependencies.AddAsync(Host.Host, StateRepo.Open(State.Path), request, cancel: TestContext.Current.CancellationToken);

    private protected Task<DependencyUpdateResult> RunAsync(DependencyUpdateOptions? options = null) =>
        StateDependencies.UpdateAsync(Host.Host, StateRepo.Open(State.Path), options ?? new(), cancel: TestContext.Current.CancellationToken);

    /// <summary>Updates one dependency, which must not fail.</summary>
    private protected async Task<DependencyUpdate> UpdateAsync(string name, string? to = null, bool allowRewritten = false, bool dryRun = false)
    {
        var result = await RunAsync(new() { Names = [name], To = to, AllowRewritten = allowRewritten, DryRun = dryRun });
        Assert.Empty(result.Failures.Select(failure => failure.Error.ToString()));
        AssertSound();
        return Assert.Single(result.Updates);
    }

    /// <summary>Updates one dependency, which must fail and leave all as it was.</summary>
    private protected async Task<ContainerStateException> RefuseAsync(ErrorId id, string name, DependencyUpdateOptions? options = null)
    {
        var before = Everything();
        var result = await RunAsync((options ?? new()) with { Names = [name] });
        var failure = Assert.Single(result.Failures);
        Assert.Equal(name, failure.Name);
        var error = Assert.IsAssignableFrom<ContainerStateException>(failure.Error);
        Assert.Equal(id, error.ErrorId);
        Assert.Equal(name, error.Target);
        Assert.Null(result.Commit);
        Assert.Equal(before, Everything());
        return error;
    }

    /// <summary>Work tree, index and HEAD agree, and nothing is left of what the command did.</summary>
    private protected void AssertSound()
    {
        Assert.Equal("", State.Run("status", "--porcelain"));
        Assert.Equal("", State.Run("fsck", "--strict", "--no-dangling"));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(State.Path, ".git"), "*", SearchOption.AllDirectories),
            file => file.EndsWith(".lock", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("tmp_", StringComparison.Ordinal) || Path.GetFileName(file) == "journal");
    }

    private protected string Pinned(string path) => State.Run("rev-parse", "HEAD:" + path);

    /// <summary>Every file of the repository and of its dependencies' stores, but for the lock, which everybody takes.</summary>
    private protected string Everything() => string.Join('\n', Directory.EnumerateFiles(Temp.At("work"), "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/containerstate/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}"));
}
