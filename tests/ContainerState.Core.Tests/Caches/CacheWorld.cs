using ContainerState.Builds;
using ContainerState.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Caches;

/// <summary>A state repository whose components have build steps, a bare remote, and results that no container had to make.</summary>
internal sealed class CacheWorld : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();

    public CacheWorld()
    {
        Repo = TestRepo.MakeState(_temp.At("web"));
        Repo.Write("toolchain/bin/sh", "a shell");
        Repo.Write("src/lib.c", "lib");
        Repo.Write("app/app.c", "app");
        Repo.Write("components/app.yaml", "source: app\nbuild: make app\ntoolchain: toolchain\nneeds: [lib]\n");
        Repo.Write("components/lib.yaml", "source: src\nbuild: make lib\ntoolchain: toolchain\n");
        Repo.Commit("components");
        TestRepo.Make(_temp.Path).Run("init", "--quiet", "--bare", "--initial-branch=main", Remote);
        Repo.Run("remote", "add", "origin", Remote);
    }

    public TestRepo Repo { get; }

    public TestHost Host => _host;

    public string Home => _host.Home;

    /// <summary>What is in one of the stores; nothing when it was never made.</summary>
    public string[] Stored(string name) => Directory.Exists(Path.Combine(Home, name)) ? Directory.GetFileSystemEntries(Path.Combine(Home, name)) : [];

    public string Remote => _temp.At("remote.git");

    public string Refs => TestRepo.At(Remote).Run("for-each-ref", "refs/containerstate");

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    public string At(string path) => _temp.At(path);

    /// <summary>Gives each step of a commit a result: one file that names the component.</summary>
    /// <returns>Their keys, by component.</returns>
    public static async Task<Dictionary<string, string>> MakeResultsAsync(TestRepo repo, string reference = "HEAD")
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        using var store = GitStore.Open(repo.Path);
        var planned = await BuildPlan.MakeAsync(store, CommitContent.Read(store, store.Resolve(reference)), TestContext.Current.CancellationToken);
        var steps = new KnownSteps(planned);
        while (steps.TakeReady() is { Count: > 0 } ready)
        {
            foreach (var step in ready)
            {
                var name = step.Component.Name;
                var commit = Result(repo, name, step.Key, $"made by {step.Component.Build}");
                await BuildResults.RememberAsync(store, step.Key, commit, TestContext.Current.CancellationToken);
                BuildUses.Touch(store, step.Key);
                steps.Learn(step, store.TreeOf(commit));
                keys[name] = step.Key;
            }
        }
        return keys;
    }

    /// <summary>The commit of a result, the same for the same text.</summary>
    public static string Result(TestRepo repo, string component, string key, string text) => repo.Feed(
        System.Text.Encoding.ASCII.GetBytes(
            $"tree {repo.RawTree(("100644", component, repo.Blob(text)))}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nBuild {component}\n\nkey: {key}\n"),
        "hash-object", "-t", "commit", "-w", "--stdin");

    /// <summary>Pushes the branches, and clones them with nothing else: by its path alone, git would link all objects there are.</summary>
    public TestRepo Clone(string name)
    {
        Repo.Run("push", "--quiet", "--all", Remote);
        TestRepo.At(_temp.Path).Run("clone", "--quiet", "--no-local", Remote, _temp.At(name));
        return TestRepo.At(_temp.At(name));
    }

    public static async Task<List<CacheEntry>> PushAsync(TestRepo repo, string remote = "origin", Action<string>? warn = null)
    {
        var entries = new List<CacheEntry>();
        await StateCache.PublishAsync(StateRepo.Open(repo.Path), remote, entries.Add, warn, cancel: TestContext.Current.CancellationToken);
        return entries;
    }

    public async Task<List<CacheEntry>> PullAsync(TestRepo repo, ReceiveOptions? options = null, Action<string>? warn = null)
    {
        var entries = new List<CacheEntry>();
        await _host.Cache.ReceiveAsync(StateRepo.Open(repo.Path), options ?? new(), entries.Add, warn, cancel: TestContext.Current.CancellationToken);
        return entries;
    }

    /// <summary>Points a reference of the remote to an object, whatever it points to by now.</summary>
    public void Falsify(TestRepo from, string key, string id) => from.Run("push", "--quiet", "--force", Remote, $"{id}:{BuildResults.References}{key}");

    public static bool Has(TestRepo repo, string id)
    {
        try
        {
            repo.Run("cat-file", "-e", id);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
