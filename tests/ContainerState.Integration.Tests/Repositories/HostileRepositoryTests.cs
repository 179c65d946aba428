using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Repositories;

/// <summary>Repositories that would make their reader write, read or run something that is not theirs.</summary>
public sealed class HostileRepositoryTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("../../../escape", "deps/app")]
    [InlineData("..", "deps/app")]
    [InlineData("/absolute", "deps/app")]
    [InlineData("x/../../y", "deps/app")]
    [InlineData("app", "../outside")]
    [InlineData("app", "deps/../../outside")]
    [InlineData("app", "/etc/outside")]
    [InlineData("app", "-u./payload")]
    [InlineData(".git/hooks", "deps/app")]
    public async Task A_submodule_whose_name_or_path_leaves_its_folder_is_refused(string name, string path)
    {
        var app = await bench.RemoteAsync("app", ("post-checkout", "#!/bin/sh\ntouch pwned\n"));
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, ".gitmodules", $"[submodule \"{name}\"]\n\tpath = {path}\n\turl = {app}\n");
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: deps/app\nto: /srv\n");
        await Workbench.GitAsync(repository, "update-index", "--add", "--cacheinfo", $"160000,{await Workbench.GitAsync(app, "rev-parse", "HEAD")},deps/app");
        await Workbench.GitAsync(repository, "add", ".gitmodules", "components");
        await Workbench.GitAsync(repository, "commit", "--quiet", "-m", "Hostile");
        var before = Everything();

        await bench.FailAsync("UnsafeTree", "image", "build", "--repo", repository);
        await bench.FailAsync("UnsafeTree", "repo", "clone", repository, bench.At("clone"));

        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("ext::sh -c touch% pwned")]
    [InlineData("--upload-pack=touch pwned")]
    [InlineData("ssh://-oProxyCommand=touch pwned/x")]
    [InlineData("relative/elsewhere")]
    public async Task A_submodule_whose_URL_is_no_URL_is_refused_by_a_clone(string url)
    {
        var app = await bench.RemoteAsync("app", ("x", "x"));
        var repository = await WithGitlinkAsync(url, await Workbench.GitAsync(app, "rev-parse", "HEAD"));
        var before = Everything();

        await bench.FailAsync("UnsafeUrl", "repo", "clone", repository, bench.At("clone"));

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_gitlink_whose_commit_is_nowhere_is_named_by_build_test_and_clone()
    {
        var app = await bench.RemoteAsync("app", ("x", "x"));
        var repository = await WithGitlinkAsync(app, new string('1', 40));
        var before = Everything();

        var build = await bench.FailAsync("IncompleteRepository", "image", "build", "--repo", repository);
        Assert.Contains("deps/app", build.GetProperty("message").GetString()!, StringComparison.Ordinal);
        var test = await bench.Program.RunAsync("--json", "repo", "test", "--repo", repository);
        Assert.Equal(1, test.ExitCode);
        Assert.Contains("deps/app", test.Output, StringComparison.Ordinal);
        var clone = await bench.Program.RunAsync("--json", "repo", "clone", repository, bench.At("clone"));
        Assert.Contains(Assert.Single(clone.ErrorObjects).GetProperty("errorId").GetString(), (string[])["ReferenceNotFound", "Remote"]);

        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task Alternates_that_name_a_device_or_a_missing_folder_make_no_harm()
    {
        var repository = await bench.NewAsync();
        var expected = await bench.BuildAsync(repository);
        await Workbench.WriteAsync(repository, ".git/objects/info/alternates", "/dev/zero\n/nowhere\n../../../../../etc\n/proc/self/fd\n");

        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(["timeout", "60"], repository, "--force")).Identity);
    }

    [Fact]
    public async Task A_clone_links_no_objects_from_a_folder_that_others_could_change()
    {
        var repository = await bench.NewAsync();
        var objects = Path.Combine(repository, ".git/objects");
        await Workbench.WriteAsync(bench.Folder, "secret", "secret\n");
        File.CreateSymbolicLink(Path.Combine(objects, "secret"), bench.At("secret"));

        await bench.DoAsync("repo", "clone", repository, bench.At("clone"));

        var cloned = Directory.EnumerateFileSystemEntries(bench.At("clone/.git"), "*", SearchOption.AllDirectories).ToList();
        Assert.DoesNotContain(cloned, path => new FileInfo(path).LinkTarget is not null);
        Assert.DoesNotContain(cloned, path => Path.GetFileName(path) is "secret" or "alternates");
        Assert.Equal("1", (await Workbench.RunAsync("sh", "-c", "find \"$0\" -type f -printf '%n\\n' | sort -u", bench.At("clone/.git/objects"))).Trim());
    }

    [Fact]
    public async Task Hooks_and_programs_in_a_repositorys_own_configuration_are_not_run()
    {
        var repository = await bench.NewAsync();
        var script = bench.At("evil.sh");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ntouch {bench.At("pwned")}\ncat\n");
        File.SetUnixFileMode(script, (UnixFileMode)493);
        foreach (var key in (string[])["core.sshCommand", "core.pager", "core.editor", "uploadpack.packObjectsHook", "core.gitProxy", "core.fsmonitor", "credential.helper", "gpg.program"])
        {
            await Workbench.GitAsync(repository, "config", key, script);
        }
        await Workbench.GitAsync(repository, "config", "core.hooksPath", bench.At("hooks"));
        foreach (var hook in (string[])["pre-commit", "post-commit", "post-checkout", "reference-transaction", "post-index-change", "post-update", "pre-auto-gc"])
        {
            Directory.CreateDirectory(bench.At("hooks"));
            File.Copy(script, bench.At("hooks/" + hook));
        }
        var app = await bench.RemoteAsync("app", ("index.html", "app\n"));

        await bench.DoAsync("dependency", "add", app, "--name", "app", "--repo", repository);
        await bench.BuildAsync(repository);
        await bench.DoAsync("repo", "test", "--repo", repository);
        await bench.DoAsync("dependency", "list", "--repo", repository);
        await bench.DoAsync("dependency", "remove", "app", "--repo", repository);

        Assert.False(File.Exists(bench.At("pwned")));
    }

    [Theory]
    [InlineData("components")]
    [InlineData("deps")]
    public async Task A_symbolic_link_in_place_of_our_folder_is_not_written_through(string folder)
    {
        var repository = await bench.NewAsync();
        var app = await bench.RemoteAsync("app", ("index.html", "app\n"));
        Directory.CreateDirectory(bench.At("outside"));
        File.CreateSymbolicLink(Path.Combine(repository, folder), bench.At("outside"));
        await Workbench.CommitAsync(repository);
        var head = await Workbench.GitAsync(repository, "rev-parse", "HEAD");

        var result = await bench.Program.RunAsync("--json", "dependency", "add", app, "--name", "app", "--repo", repository);

        Assert.Contains(Assert.Single(result.ErrorObjects).GetProperty("errorId").GetString(), (string[])["UnsafeTree", "UncommittedChanges"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.At("outside")));
        Assert.Equal(head, await Workbench.GitAsync(repository, "rev-parse", "HEAD"));
        Assert.Equal("", await Workbench.GitAsync(repository, "status", "--porcelain"));
    }

    private string[] Everything() =>
        [.. Directory.EnumerateFileSystemEntries(bench.Folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/.git/containerstate", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private async Task<string> WithGitlinkAsync(string url, string commit)
    {
        var repository = await bench.NewAsync();
        await Workbench.WriteAsync(repository, ".gitmodules", $"[submodule \"app\"]\n\tpath = deps/app\n\turl = \"{url}\"\n");
        await Workbench.WriteAsync(repository, "components/app.yaml", "source: deps/app\nto: /srv/app\n");
        await Workbench.GitAsync(repository, "update-index", "--add", "--cacheinfo", $"160000,{commit},deps/app");
        await Workbench.GitAsync(repository, "add", ".gitmodules", "components");
        await Workbench.GitAsync(repository, "commit", "--quiet", "-m", "Hostile");
        return repository;
    }
}
