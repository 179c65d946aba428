using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class DependencyUpdateCommandTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task What_is_outdated_is_listed_tried_updated_and_then_up_to_date()
    {
        var app = await bench.RemoteAsync("app", ("index.html", "one\n"));
        var repository = await bench.NewAsync();
        await bench.DoAsync("dependency", "add", app, "--repo", repository);
        await Workbench.WriteAsync(app, "index.html", "two\n");
        var now = await Workbench.CommitAsync(app);
        var before = await RepositoryState.OfAsync(repository);

        var listed = await bench.DoAsync("dependency", "list", "--outdated", "--repo", repository);
        var tried = await bench.DoAsync("dependency", "update", "--dry-run", "--repo", repository);

        Assert.Equal(listed.ToString(), tried.ToString());
        Assert.Equal(("app", "Submodule", "Outdated", 1, "1 commit of main"), (listed.GetProperty("name").GetString(), listed.GetProperty("kind").GetString(), listed.GetProperty("state").GetString(), listed.GetProperty("commits").GetInt32(), listed.GetProperty("between").GetString()));
        Assert.Equal(before, await RepositoryState.OfAsync(repository));
        var text = await bench.Program.RunAsync("dependency", "update", "--repo", repository);
        var old = listed.GetProperty("oldCommit").GetString()!;
        var head = await Workbench.GitAsync(repository, "rev-parse", "HEAD");
        Assert.Equal($"Name Kind      State   Old          New          Between\napp  Submodule Updated {old[..12]} {now[..12]} 1 commit of main\nCommitted {head[..12]}.\n", text.Output);
        var again = await bench.DoAsync("dependency", "update", "--repo", repository);
        Assert.Equal(("UpToDate", now, now, head), (again.GetProperty("state").GetString(), again.GetProperty("oldCommit").GetString(), again.GetProperty("newCommit").GetString(), again.GetProperty("head").GetString()));
        Assert.Equal("two\n", await (await bench.BuildAsync(repository)).ReadAsync("srv/app/index.html"));
        Assert.Empty((await bench.Program.RunAsync("--json", "dependency", "list", "--outdated", "--repo", repository)).Objects);
    }

    [Fact]
    public async Task One_that_fails_gives_the_exit_code_and_the_others_are_updated()
    {
        var app = await bench.RemoteAsync("app", ("a", "one"));
        var gone = await bench.RemoteAsync("gone", ("a", "one"));
        var repository = await bench.NewAsync();
        await bench.DoAsync("dependency", "add", app, "--repo", repository);
        await bench.DoAsync("dependency", "add", gone, "--repo", repository);
        Directory.Move(gone, gone + ".away");
        await Workbench.WriteAsync(app, "a", "two");
        await Workbench.CommitAsync(app);

        var result = await bench.Program.RunAsync("--json", "dependency", "update", "--repo", repository);

        Assert.Equal(7, result.ExitCode);
        Assert.Equal("gone", result.ErrorOf("Remote").GetProperty("target").GetString());
        Assert.Equal(("app", "Updated"), (Assert.Single(result.Objects).GetProperty("name").GetString(), result.Objects[0].GetProperty("state").GetString()));
        Assert.Equal(3, (await bench.FailAsync("InvalidName", "dependency", "update", "--to", "main", "--repo", repository)).GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task An_archive_moves_to_a_file_of_the_folder_that_the_command_runs_in()
    {
        var repository = await bench.NewAsync();
        var (one, other) = (await ArchiveAsync("one.tar", "one"), await ArchiveAsync("two.tar", "two"));
        await bench.DoAsync("dependency", "add", "--archive", "one.tar", "--sha256", one, "--name", "app", "--repo", repository);

        var updated = await bench.DoAsync("dependency", "update", "app", "--to", "two.tar", "--sha256", other, "--repo", repository);

        Assert.Equal("Updated", updated.GetProperty("state").GetString());
        Assert.Equal("two", await Workbench.GitAsync(repository, "show", updated.GetProperty("newCommit").GetString() + ":file"));
        // The branch goes on from the one before, so that nobody has to force it.
        var pushed = await bench.PushAsync(repository, "pushed.git");
        await bench.DoAsync("dependency", "update", "app", "--to", "one.tar", "--sha256", one, "--repo", repository);
        await Workbench.GitAsync(repository, "push", "--quiet", pushed, "--all");
        await bench.DoAsync("repo", "clone", pushed, "clone");
        Assert.True((await bench.DoAsync("repo", "test", "--repo", bench.At("clone"))).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Neither_git_nor_ssh_can_ask_anybody_for_a_password()
    {
        var app = await bench.RemoteAsync("app", ("a", "one"));
        var repository = await bench.NewAsync();
        await bench.DoAsync("dependency", "add", app, "--repo", repository);
        await Workbench.GitAsync(repository, "config", "--file", ".gitmodules", "submodule.app.url", "ssh://me@host.example/app.git");
        await Workbench.CommitAsync(repository);
        var path = await bench.StandInAsync("ssh", "env | grep -E '^(SSH_ASKPASS|GIT_TERMINAL)' | sort >\"$SAID\"; exit 255");

        var result = await bench.Program.RunUnderAsync(["env", "PATH=" + path, "SAID=" + bench.At("said"), "SSH_ASKPASS=/usr/bin/ask"], "--json", "dependency", "update", "--repo", repository);

        result.ErrorOf("Remote");
        Assert.Equal("GIT_TERMINAL_PROMPT=0\nSSH_ASKPASS=/bin/false\nSSH_ASKPASS_REQUIRE=force\n", await File.ReadAllTextAsync(bench.At("said")));
        // Whoever has a program that answers by itself says so to ssh in this way.
        await bench.Program.RunUnderAsync(["env", "PATH=" + path, "SAID=" + bench.At("said"), "SSH_ASKPASS=/usr/bin/ask", "SSH_ASKPASS_REQUIRE=force"], "--json", "dependency", "update", "--repo", repository);
        Assert.Contains("SSH_ASKPASS=/usr/bin/ask\n", await File.ReadAllTextAsync(bench.At("said")), StringComparison.Ordinal);
    }

    private async Task<string> ArchiveAsync(string name, string content)
    {
        var folder = Directory.CreateDirectory(bench.At(name + ".d")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), content);
        await Workbench.RunAsync("tar", "--create", "--file", bench.At(name), "--directory", folder, ".");
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(bench.At(name))));
    }
}
