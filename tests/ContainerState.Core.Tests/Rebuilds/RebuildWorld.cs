using ContainerState.Core.Tests.Servers;
using ContainerState.Core.Tests.Support;
using ContainerState.Rebuilds;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>A state repository with one check, and servers in memory that are rebuilt from it.</summary>
internal sealed class RebuildWorld : IDisposable
{
    private readonly TempFolder _temp = new();

    public RebuildWorld()
    {
        Repo = TestRepo.Make(_temp.At("web"));
        Repo.Write("rootfs/bin/init", "#!/bin/sh\n");
        Change("one");
    }

    public MemoryServers Memory { get; } = new();

    public TestRepo Repo { get; }

    public List<string> Warnings { get; } = [];

    /// <summary>Where schedules are.</summary>
    public string Units => _temp.At("units");

    public IEnumerable<EphemeralServer> Running => Memory.Servers.List("web-*").Where(server => server.State == ServerState.Running);

    public IReadOnlyList<RebuildReport> History => new ServerRebuilds(Memory.Servers).ListAll(StateRepo.Locate(Repo.Path), "we[b]", 100);

    /// <summary>What this host knows.</summary>
    public RebuildRecord Record => RebuildRecord.Read(Memory.Host, StateRepo.Locate(Repo.Path), "web")!;

    public RebuildOptions Options => new() { Name = "web", Repository = StateRepo.Locate(Repo.Path) };

    /// <summary>Commits a server that is another.</summary>
    public string Change(string text)
    {
        Repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nchecks: [{exec: {command: [/bin/true], attempts: 1}}]\n");
        Repo.Write("rootfs/srv/page", text);
        return Repo.Commit(text);
    }

    /// <summary>Commits what cannot be built.</summary>
    public string Break()
    {
        Repo.Write("state.yaml", "nonsense: 1\n");
        return Repo.Commit("broken");
    }

    public Task<RebuildReport> RebuildAsync(RebuildOptions? options = null, CancellationToken? cancel = null) =>
        Rebuilds(options, run => run.RebuildAsync(cancel ?? TestContext.Current.CancellationToken));

    public Task<RebuildReport> RestoreAsync(string? commit, RebuildOptions? options = null) =>
        Rebuilds(options, run => run.RestoreAsync(commit, TestContext.Current.CancellationToken));

    /// <summary>As it is when a run is killed: its entry is there, what it had begun is known, and nobody holds the lock.</summary>
    public async Task CutAsync(string generation, bool testsPassed)
    {
        var raw = new RebuildHistory(StateRepo.Locate(Repo.Path), "web");
        var own = raw.Read(Record.Last, _ => false, 10, fault => throw fault);
        // That of a run that was ended takes the place of what it was cut from.
        var entry = await raw.CommitAsync(own[0].Report with { Outcome = RebuildOutcome.Running, Generation = generation, TestsPassed = testsPassed }, own[testsPassed ? 1 : 0].Id);
        (Record with { Last = entry, Begun = new(generation, testsPassed) }).Write(Memory.Host);
        await raw.PointAsync(entry);
    }

    /// <summary>Somebody pushes an entry, on top of those that are there.</summary>
    public void Invent(string text, string name = "web", bool onTop = true, string file = "report.json")
    {
        var reference = $"refs/containerstate/rollouts/{name}";
        var tree = Repo.RawTree(("100644", file, Repo.Blob(text)));
        Repo.Run("update-ref", reference, Repo.Run([.. (string[])["commit-tree", tree, "-m", "made by hand"], .. onTop ? (string[])["-p", reference] : []]));
    }

    /// <summary>As after a reboot: no server, and no record of one.</summary>
    public async Task RebootAsync()
    {
        foreach (var server in Memory.Servers.List())
        {
            await Memory.Servers.StopAsync(server, force: true);
        }
        Directory.Delete(Memory.Host.Run, recursive: true);
    }

    public void Dispose()
    {
        Memory.Dispose();
        _temp.Dispose();
    }

    // What the build says of a server without a shell is not what these tests are about.
    private void Warn(string text)
    {
        if (!text.StartsWith("init: ", StringComparison.Ordinal))
        {
            Warnings.Add(text);
        }
    }

    private Task<RebuildReport> Rebuilds(RebuildOptions? options, Func<RebuildRun, Task<RebuildReport>> run) =>
        new ServerRebuilds(Memory.Servers) { UnitFolder = Units }.AloneAsync(
            options ?? Options, ready => run(new RebuildRun(Memory.Servers, ready, warn: Warn)), TestContext.Current.CancellationToken);
}
