using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class BuildCommandTests(SmallServer small) : IClassFixture<SmallServer>
{
    [Fact]
    public async Task Building_again_finds_the_same_image()
    {
        SmallServer.RequireRoot();

        var again = await small.DoAsync("image", "build", "--repo", small.Repository);

        Assert.Equal(small.Image, again.GetProperty("id").GetString());
        Assert.True(again.GetProperty("cached").GetBoolean());
        Assert.Matches("^[0-9a-f]{64}$", again.GetProperty("sha256").GetString()!);
        Assert.Equal(again.GetProperty("layers").EnumerateArray().Sum(layer => new FileInfo(layer.GetProperty("path").GetString()!).Length), again.GetProperty("sizeBytes").GetInt64());
    }

    [Fact]
    public async Task Uncommitted_changes_are_warned_of_and_not_built()
    {
        SmallServer.RequireRoot();
        var page = Path.Combine(small.Repository, "rootfs/srv/www/page.html");
        var text = await File.ReadAllTextAsync(page);
        await File.WriteAllTextAsync(page, "another page\n");

        var people = await small.Program.RunAsync("image", "build", "--repo", small.Repository);
        var programs = await small.Program.RunAsync("image", "build", "--repo", small.Repository, "--json");
        await File.WriteAllTextAsync(page, text);

        Assert.Equal(0, people.ExitCode);
        Assert.StartsWith("containerstate: warning: ", people.Error, StringComparison.Ordinal);
        Assert.Contains(small.Image, people.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Assert.Single(programs.ErrorObjects).GetProperty("warning").GetString()!);
        Assert.Equal(small.Image, Assert.Single(programs.Objects).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Two_builds_at_once_both_end_with_the_same_image()
    {
        SmallServer.RequireRoot();

        var results = await Task.WhenAll(
            small.Program.RunAsync("image", "build", "--force", "--json", "--repo", small.Repository),
            small.Program.RunAsync("image", "build", "--force", "--json", "--repo", small.Repository));

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
        Assert.Single(results.Select(result => result.Objects[0].GetProperty("sha256").GetString()).Distinct());
        Assert.Single(results.Select(result => result.Objects[0].GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task A_package_that_Debian_does_not_have_ends_with_4_and_changes_nothing()
    {
        SmallServer.RequireRoot();
        var before = await RepositoryState.OfAsync(small.Repository);

        var error = await small.FailAsync(
            4, "PackageNotFound", "dependency", "add", "--debian", "no-such-package-anywhere", "--variant", "extract", "--repo", small.Repository);

        Assert.Contains("no-such-package-anywhere", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
        Assert.Equal(before, await RepositoryState.OfAsync(small.Repository));
    }

    [Fact]
    public async Task A_clone_builds_the_same_image_with_the_same_bytes()
    {
        SmallServer.RequireRoot();
        var clone = Path.Combine(small.Program.Folder, "clone");
        var first = await small.DoAsync("image", "list", small.Image);

        await small.DoAsync("repo", "clone", small.Repository, clone);
        Assert.True((await small.DoAsync("repo", "test", "--repo", clone)).GetProperty("complete").GetBoolean());
        var built = await small.DoAsync("image", "build", "--force", "--repo", clone);

        Assert.Equal(small.Image, built.GetProperty("id").GetString());
        Assert.Equal(first.GetProperty("sha256").GetString(), built.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task What_is_missing_is_listed_with_exit_code_1_and_fetched_by_an_update()
    {
        SmallServer.RequireRoot();
        var clone = Path.Combine(small.Program.Folder, "hollow");
        await CommandLineProgram.GitAsync(small.Program.Folder, "clone", "--quiet", "--single-branch", "--no-local", small.Repository, clone);

        var tested = await small.Program.RunAsync("repo", "test", "--json", "--repo", clone);

        Assert.Equal(1, tested.ExitCode);
        var result = Assert.Single(tested.Objects);
        Assert.False(result.GetProperty("complete").GetBoolean());
        Assert.Contains(result.GetProperty("missing").EnumerateArray(), missing => missing.GetString()!.Contains("base", StringComparison.Ordinal));

        var head = result.GetProperty("commit").GetString();
        Assert.Equal(head, (await small.DoAsync("repo", "update", "--repo", clone)).GetProperty("head").GetString());
        Assert.True((await small.DoAsync("repo", "test", "--repo", clone)).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task What_is_in_an_image_is_listed_by_component_and_by_file()
    {
        SmallServer.RequireRoot();
        var commit = (await small.DoAsync("dependency", "list", "base", "--repo", small.Repository)).GetProperty("commit").GetString();

        var people = await small.Program.RunAsync("image", "content", "--repo", small.Repository);
        var programs = await small.Program.RunAsync("image", "content", small.Image, "--json", "--repo", small.Repository);
        var files = await small.Program.RunAsync("image", "content", "--file", "/bin/busybox", "--file", "/nothing", "--json", "--repo", small.Repository);

        Assert.Equal(0, people.ExitCode);
        Assert.Matches(@"\nbase +deps/base +[0-9a-f]{12} +placed +\d+ +[\d.]+ MiB +0 B\n", people.Output);
        Assert.Matches(@"commit HEAD \([0-9a-f]{12}\), image [0-9a-f]{12}: \d+ files of [\d.]+ MiB together\.\n$", people.Output);
        Assert.Equal(["base", "rootfs"], programs.Objects.Select(row => row.GetProperty("name").GetString()));
        var busybox = Assert.Single(files.Objects);
        Assert.Equal(("base", commit), (busybox.GetProperty("component").GetString(), busybox.GetProperty("commit").GetString()));
        Assert.Equal((4, "PathNotFound"), (files.ExitCode, Assert.Single(files.ErrorObjects).GetProperty("errorId").GetString()));
    }

    [Fact]
    public async Task A_running_server_is_compared_with_a_commit()
    {
        SmallServer.RequireRoot();
        var clone = Path.Combine(small.Program.Folder, "compared");
        await small.DoAsync("repo", "clone", small.Repository, clone);
        await small.DoAsync("image", "build", "--repo", clone);
        await File.WriteAllTextAsync(Path.Combine(clone, "rootfs/srv/www/page.html"), "a page of another size\n");
        await CommandLineProgram.GitAsync(clone, "commit", "--quiet", "--all", "-m", "Another page");
        await small.DoAsync("image", "build", "--repo", clone);
        await small.DoAsync("server", "start", small.Image, "--name", small.Name("compared"), "--environment", "TOKEN=do not tell");

        var programs = await small.Program.RunAsync("image", "compare", small.Name("compared"), "--json", "--repo", clone);
        var people = await small.Program.RunAsync("image", "compare", small.Name("compared"), "main", "--repo", clone);
        await small.StopAsync("compared");

        Assert.Equal(
            ["Component rootfs Changed", "Start variable TOKEN Removed", "File /srv/www/page.html Changed"],
            programs.Objects.Select(one => $"{one.GetProperty("kind").GetString()} {one.GetProperty("name").GetString()} {one.GetProperty("change").GetString()}"));
        Assert.Equal((13, 23), (programs.Objects[2].GetProperty("firstBytes").GetInt64(), programs.Objects[2].GetProperty("secondBytes").GetInt64()));
        Assert.Matches(@"\n/srv/www/page.html rootfs    changed content +13 B +23 B\n", people.Output);
        Assert.Matches("server .+ and commit main .+ differ in 1 component, 1 file, 1 addition of a start; 10 bytes more", people.Output);
        Assert.DoesNotContain("do not tell", programs.Output + people.Output, StringComparison.Ordinal);
        await small.FailAsync(4, "ReferenceNotFound", "image", "compare", "nowhere", "--repo", clone);
        await small.FailAsync(4, "ServerNotFound", "image", "compare", "server:nowhere", "--repo", clone);
        await small.FailAsync(2, "Usage", "image", "compare", "--repo", clone);
    }

    [Fact]
    public async Task The_imported_dependency_is_listed_with_its_packages()
    {
        SmallServer.RequireRoot();

        var listed = await small.DoAsync("dependency", "list", "base", "--repo", small.Repository);

        Assert.Equal("Debian", listed.GetProperty("kind").GetString());
        Assert.Equal("./", listed.GetProperty("url").GetString());
        Assert.True(listed.GetProperty("present").GetBoolean());
        Assert.Contains("busybox-static", listed.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }
}
