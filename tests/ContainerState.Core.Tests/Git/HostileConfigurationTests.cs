using ContainerState.Caches;
using ContainerState.Core.Tests.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Git;

/// <summary>Repositories whose own configuration names programs: the state repository, its submodules' stores, siblings and remotes.</summary>
public sealed class HostileConfigurationTests : IDisposable
{
    // Each program writes a file of the key's name. Values are commands, or scripts in the hooks' folder.
    private static readonly (string Section, string Key)[] Programs =
    [
        ("filter \"evil\"", "process"), ("filter \"evil\"", "clean"), ("filter \"evil\"", "smudge"),
        ("core", "sshCommand"), ("core", "gitProxy"), ("core", "askPass"), ("core", "editor"), ("core", "pager"), ("core", "fsmonitor"),
        ("core", "alternateRefsCommand"), ("credential", "helper"), ("gpg", "program"), ("gpg \"ssh\"", "program"), ("sequence", "editor"),
        ("diff", "external"), ("diff \"evil\"", "command"), ("diff \"evil\"", "textconv"), ("merge \"evil\"", "driver"),
        ("remote \"origin\"", "uploadpack"), ("remote \"origin\"", "receivepack"), ("remote \"origin\"", "vcs"),
        ("uploadpack", "packObjectsHook"), ("submodule \"tool\"", "update"), ("submodule \"deps/tool\"", "update"), ("trailer \"evil\"", "command"),
        ("pager", "config"), ("pager", "diff"), ("alias", "config"), ("alias", "fetch"), ("interactive", "diffFilter"), ("browser \"evil\"", "cmd"),
    ];

    // What would redirect, refuse or sign what we do, or have it read elsewhere.
    private const string Others = """
        [gpg]
        	format = openpgp
        [commit]
        	gpgSign = true
        [push]
        	gpgSign = if-asked
        	recurseSubmodules = on-demand
        [fetch]
        	recurseSubmodules = true
        	fsckObjects = true
        	unpackLimit = 1
        [transfer]
        	hideRefs = refs/containerstate
        	advertiseSID = true
        [filter "evil"]
        	required = true
        [submodule]
        	recurse = true
        [extensions]
        	worktreeConfig = true
        [gc]
        	auto = 1
        [maintenance]
        	auto = true
        [core]
        	attributesFile = ATTRIBUTES
        	excludesFile = ATTRIBUTES
        	hooksPath = HOOKS
        	splitIndex = true
        [include]
        	path = INCLUDED
        [remote "origin"]
        	promisor = true
        	partialCloneFilter = blob:none
        [receive]
        	autogc = true
        [http]
        	proxy = http://127.0.0.1:9
        	cookieFile = /nowhere
        """;

    private readonly CacheWorld _world = new();
    private readonly TestRepo _library;

    public HostileConfigurationTests()
    {
        _library = TestRepo.Make(_world.At("remotes/tool"));
        _library.Write("a", "one");
        _library.Commit("first");
    }

    private string Witness => _world.At("witness");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task No_program_that_a_repositorys_configuration_names_is_ever_run()
    {
        // That the attack is one: git itself runs what the same configuration says.
        var plain = TestRepo.Make(_world.At("plain"));
        plain.Write("a", "one");
        plain.Commit("first");
        Poison(plain.Path);
        plain.Write("a", "two");
        Assert.ThrowsAny<InvalidOperationException>(() => plain.Run("add", "a"));
        Assert.NotEmpty(Directory.GetFiles(Witness));
        Directory.Delete(Witness, recursive: true);

        var state = StateRepo.Open(_world.Repo.Path);
        await CacheWorld.MakeResultsAsync(_world.Repo);
        Poison(_world.Repo.Path);
        Poison(_library.Path);
        // What may be pushed to it, and what runs when it is, is for a remote to say.
        File.AppendAllText(_world.At("remote.git/config"), ProgramsIn(_world.Remote));
        await EverythingAsync(state);

        // Once more, with what the first round made turned hostile too.
        Poison(_world.At("web/.git/modules/tool"));
        Poison(_world.At("side"));
        _library.Write("a", "two");
        Assert.ThrowsAny<InvalidOperationException>(() => _library.Run("add", "a"));
        Directory.Delete(Witness, recursive: true);
        Directory.CreateDirectory(Witness);
        await EverythingAsync(state, again: true);

        Assert.Empty(Directory.GetFiles(Witness));
    }

    [Theory]
    [InlineData("url \"ext::sh -c touch% WITNESS/url% #\"", "insteadOf = file:")]
    [InlineData("url \"ext::sh -c touch% WITNESS/url% #\"", "pushInsteadOf = file:")]
    [InlineData("protocol \"file\"", "allow = never")]
    [InlineData("protocol \"ext\"", "allow = always")]
    [InlineData("core", "repositoryFormatVersion = 0")]
    public async Task What_a_repository_configures_for_URLs_and_protocols_has_no_effect(string section, string line)
    {
        Directory.CreateDirectory(Witness);
        File.AppendAllText(_world.At("web/.git/config"), $"[{section.Replace("WITNESS", Witness, StringComparison.Ordinal)}]\n\t{line}\n");
        var added = await AddAsync(StateRepo.Open(_world.Repo.Path), new GitDependencyRequest("file://" + _library.Path));
        Assert.True(added.Present);
        Assert.Empty(Directory.GetFiles(Witness));
    }

    [Fact]
    public async Task A_failing_filter_of_a_repository_makes_no_command_fail()
    {
        File.AppendAllText(_world.At("web/.git/config"), "[filter \"bad\"]\n\tclean = false\n\tsmudge = false\n\tprocess = false\n\trequired = true\n");
        File.WriteAllText(_world.At("web/.git/info/attributes"), "* filter=bad\n");
        var state = StateRepo.Open(_world.Repo.Path);
        await AddAsync(state, new GitDependencyRequest("file://" + _library.Path));
        await StateDependencies.RemoveAsync(state.Refresh(), "tool");
        Assert.True((await state.Refresh().TestAsync()).Complete);
    }

    [Fact]
    public void A_work_tree_that_the_configuration_has_elsewhere_is_refused()
    {
        Directory.CreateDirectory(_world.At("elsewhere"));
        _world.Repo.Run("config", "core.worktree", _world.At("elsewhere"));
        var error = Assert.Throws<NotARepositoryException>(() => StateRepo.Open(_world.Repo.Path));
        Assert.Contains("core.worktree", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.At("elsewhere")));
    }

    [Fact]
    public async Task A_submodules_checkout_and_a_linked_work_tree_are_still_repositories()
    {
        var outer = TestRepo.Make(_world.At("outer"));
        outer.Run("submodule", "--quiet", "add", _world.Repo.Path, "inner");
        var inside = StateRepo.Open(_world.At("outer/inner"));
        _world.Repo.Run("worktree", "add", "--quiet", "--detach", _world.At("linked"));
        var linked = StateRepo.Open(_world.At("linked"));
        foreach (var state in (StateRepo[])[inside, linked])
        {
            var added = await AddAsync(state, new GitDependencyRequest("file://" + _library.Path));
            Assert.Equal(added.Repository.Head, TestRepo.At(state.Path).Head);
            Assert.Equal("", TestRepo.At(state.Path).Run("status", "--porcelain"));
        }
    }

    [Fact]
    public async Task Who_the_user_is_is_taken_from_the_repositorys_configuration_too()
    {
        _world.Repo.Run("config", "user.name", "Of This Repository");
        _world.Repo.Run("config", "user.email", "here@localhost");
        await AddAsync(StateRepo.Open(_world.Repo.Path), new GitDependencyRequest("file://" + _library.Path));
        Assert.Equal("Of This Repository <here@localhost>", _world.Repo.Run("log", "-1", "--format=%an <%ae>"));
        Assert.Contains("containerstate: Add dependency tool", _world.Repo.Run("reflog", "-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_users_own_configuration_counts_for_the_repositorys_place()
    {
        var global = _world.At("gitconfig");
        File.WriteAllText(_world.At("here"), $"[user]\n\tname = Included\n\temail = i@localhost\n[url \"file://{_library.Path}\"]\n\tinsteadOf = short:\n");
        File.WriteAllText(global, $"[url \"file://{_library.Path}\"]\n\tinsteadOf = https://example.invalid/tool\n[includeIf \"gitdir:{_world.Repo.Path}/\"]\n\tpath = {_world.At("here")}\n");
        var before = Environment.GetEnvironmentVariable("GIT_CONFIG_GLOBAL");
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", global);
        try
        {
            await AddAsync(StateRepo.Open(_world.Repo.Path), new GitDependencyRequest("https://example.invalid/tool"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", before);
        }
        Assert.Equal("Included <i@localhost>", _world.Repo.Run("log", "-1", "--format=%an <%ae>"));
    }

    [Fact]
    public async Task A_missing_object_is_not_fetched_by_a_program_of_the_repository()
    {
        var blob = _world.Repo.Run("rev-parse", "HEAD:app/app.c");
        File.Delete(_world.At($"web/.git/objects/{blob[..2]}/{blob[2..]}"));
        Poison(_world.Repo.Path);
        File.AppendAllText(_world.At("web/.git/config"), $"[remote \"origin\"]\n\turl = ssh://127.0.0.1:9/x\n\tpromisor = true\n");
        await Assert.ThrowsAnyAsync<Exception>(() => BlobBatch.ReadAsync(_world.At("web/.git"), [blob], (_, _) => { }, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(Witness));
    }

    private Task<StateDependency> AddAsync(StateRepo state, DependencyRequest request) =>
        StateDependencies.AddAsync(_world.Host.Host, state.Refresh(), request, cancel: TestContext.Current.CancellationToken);

    private async Task EverythingAsync(StateRepo state, bool again = false)
    {
        var cancel = TestContext.Current.CancellationToken;
        foreach (var url in (string[])["ssh://127.0.0.1:9/x", "git://127.0.0.1:9/x", "http://127.0.0.1:9/x"])
        {
            await Refused.WithAsync(ErrorId.Remote, () => AddAsync(state, new GitDependencyRequest(url)));
        }
        await AddAsync(state, new GitDependencyRequest("file://" + _library.Path));
        await AddAsync(state, new GitDependencyRequest(_library.Path) { Name = "side", SideBySide = true });
        Assert.All(await StateDependencies.ListAsync(state.Refresh()), dependency => Assert.True(dependency.Present));
        _ = await state.Refresh().TestAsync();
        await _world.Host.Builder.BuildAsync(state.Refresh(), new(), cancel: cancel);
        _ = _world.Host.Builder.Find(state.Refresh());
        await CacheWorld.PushAsync(_world.Repo);
        await _world.PullAsync(_world.Repo);
        Assert.Equal(["origin"], await StateCache.RemotesAsync(state));
        var clone = await StateRepo.ImportAsync(_world.Repo.Path, _world.At(again ? "clones/again" : "clones/first"), cancel: cancel);
        Assert.Equal(state.Refresh().Head, clone.Head);
        Poison(clone.Path);
        await AddAsync(state, new GitDependencyRequest(_library.Path) { Name = "later" });
        var updated = await clone.UpdateAsync(cancel: cancel);
        Assert.Equal(state.Refresh().Head, updated.Head);
        Assert.All(await StateDependencies.ListAsync(updated), dependency => Assert.True(dependency.Present));
        await StateDependencies.RemoveAsync(state.Refresh(), "later");
        await StateDependencies.RemoveAsync(state.Refresh(), "tool");
        await StateDependencies.RemoveAsync(state.Refresh(), "side");
        _ = await StateRepo.CreateAsync(_world.At(again ? "new-2" : "new-1"));
    }

    /// <summary>Gives a repository a configuration, attributes and hooks that run programs.</summary>
    private void Poison(string repository)
    {
        Directory.CreateDirectory(Witness);
        var git = Directory.Exists(Path.Combine(repository, ".git")) ? Path.Combine(repository, ".git") : repository;
        var hooks = Path.Combine(git, "evil-hooks");
        Directory.CreateDirectory(hooks);
        Directory.CreateDirectory(Path.Combine(git, "info"));
        foreach (var hook in (string[])["pre-commit", "post-commit", "post-checkout", "post-merge", "reference-transaction", "post-index-change", "pre-push", "post-rewrite", "pre-auto-gc"])
        {
            Script(Path.Combine(hooks, hook), "hook-" + hook);
            Script(Path.Combine(git, "hooks", hook), "hook-" + hook);
        }
        File.WriteAllText(Path.Combine(git, "info", "attributes"), "* filter=evil diff=evil merge=evil\n");
        File.WriteAllText(Path.Combine(git, "evil-attributes"), "* filter=evil\n");
        var programs = ProgramsIn(git);
        File.WriteAllText(Path.Combine(git, "evil-included"), programs);
        File.AppendAllText(Path.Combine(git, "config"), programs + Others
            .Replace("ATTRIBUTES", Path.Combine(git, "evil-attributes"), StringComparison.Ordinal)
            .Replace("HOOKS", hooks, StringComparison.Ordinal)
            .Replace("INCLUDED", Path.Combine(git, "evil-included"), StringComparison.Ordinal) + "\n");
        // Also for a work tree's own configuration.
        File.WriteAllText(Path.Combine(git, "config.worktree"), programs);
    }

    private string ProgramsIn(string folder) => string.Concat(Programs.Select((program, i) =>
    {
        var script = Script(Path.Combine(folder, "evil-program-" + i), $"{program.Section}.{program.Key}".Replace('"', '_').Replace('/', '_').Replace(' ', '_'));
        return $"[{program.Section}]\n\t{program.Key} = \"{(program.Section[0] == 's' ? "!" : "")}{script}\"\n";
    }));

    private string Script(string path, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\ntouch '{Witness}/{name}'\nexit 1\n");
        File.SetUnixFileMode(path, (UnixFileMode)493);
        return path;
    }
}
