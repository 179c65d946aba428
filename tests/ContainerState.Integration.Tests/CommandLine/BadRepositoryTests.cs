using System.Text.Json;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>Bad input that needs no server: what it says, what it ends with, and that it leaves things as they were.</summary>
public sealed class BadRepositoryTests : IDisposable
{
    private readonly CommandLineProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task A_folder_that_is_no_repository_ends_with_3_and_names_repo_new()
    {
        var folder = Directory.CreateDirectory(Path.Combine(program.Folder, "plain")).FullName;

        var error = await program.FailAsync(3, "NotARepository", "repo", "show", "--repo", folder);

        Assert.Contains("repo new", Remedy(error), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("repo", "show")]
    [InlineData("dependency", "list")]
    [InlineData("image", "build")]
    public async Task A_Git_repository_without_state_yaml_ends_with_3_and_a_remedy(params string[] command)
    {
        var folder = Directory.CreateDirectory(Path.Combine(program.Folder, "plain")).FullName;
        await CommandLineProgram.GitAsync(folder, "init", "--quiet");
        await CommandLineProgram.GitAsync(folder, "commit", "--quiet", "--allow-empty", "-m", "Nothing");

        var error = await program.FailAsync(3, null, [.. command, "--repo", folder]);

        Assert.Contains("state.yaml", Message(error), StringComparison.Ordinal);
        Assert.NotEmpty(Remedy(error));
    }

    [Fact]
    public async Task An_unknown_key_in_state_yaml_is_named_with_its_file_and_line()
    {
        var web = await NewAsync();
        await AppendAsync(web, "state.yaml", "\nprots: [8080]\n");
        await CommitAsync(web);

        var tested = await program.RunAsync("--json", "repo", "test", "--repo", web);
        Assert.Equal(1, tested.ExitCode);
        Assert.Contains("prots", Assert.Single(Assert.Single(tested.Objects).GetProperty("missing").EnumerateArray().ToList()).GetString()!, StringComparison.Ordinal);
        var error = await program.FailAsync(3, "StateFile", "image", "build", "--repo", web);

        Assert.Contains("state.yaml, line ", Message(error), StringComparison.Ordinal);
        Assert.Contains("prots", Message(error), StringComparison.Ordinal);
        Assert.NotEmpty(Remedy(error));
        AssertNoImages();
    }

    [Fact]
    public async Task A_component_that_names_a_missing_path_is_named_and_nothing_is_built()
    {
        var web = await NewAsync();
        await AppendAsync(web, "components/app.yaml", "source: deps/nowhere\nto: /srv\n");
        await CommitAsync(web);
        var before = await RepositoryState.OfAsync(web);

        var error = await program.FailAsync(3, null, "image", "build", "--repo", web);

        Assert.Contains("deps/nowhere", Message(error), StringComparison.Ordinal);
        Assert.Contains("app", Message(error), StringComparison.Ordinal);
        Assert.NotEmpty(Remedy(error));
        Assert.Equal(before, await RepositoryState.OfAsync(web));
        AssertNoImages();
    }

    [Fact]
    public async Task A_dependency_URL_that_does_not_answer_ends_with_7_and_changes_nothing() =>
        await AssertNothingChangesAsync(7, "Remote", "dependency", "add", "http://127.0.0.1:1/x.git");

    [Theory]
    [InlineData("--upload-pack=touch x")]
    [InlineData("ext::sh -c touch% x")]
    [InlineData("https://localhost/a\nb")]
    [InlineData("ssh://-oProxyCommand=x/y")]
    public async Task An_ambiguous_dependency_URL_ends_with_3_and_changes_nothing(string url) =>
        await AssertNothingChangesAsync(3, "UnsafeUrl", "dependency", "add", "--", url);

    [Fact]
    public async Task A_ref_that_a_dependency_does_not_have_ends_with_4_and_changes_nothing() =>
        await AssertNothingChangesAsync(4, "ReferenceNotFound", "dependency", "add", await RemoteAsync(), "--ref", "nowhere");

    [Fact]
    public async Task An_unknown_ref_ends_with_4_and_builds_nothing()
    {
        await AssertNothingChangesAsync(4, "ReferenceNotFound", "image", "build", "--ref", "nowhere");
        AssertNoImages();
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("..")]
    [InlineData("-x")]
    [InlineData("\u001b[31mred")]
    public async Task A_name_with_wrong_characters_ends_with_3_and_makes_nothing(string name)
    {
        var error = await program.FailAsync(3, "InvalidName", "repo", "new", "web", $"--name={name}");

        Assert.NotEmpty(Remedy(error));
        Assert.False(Directory.Exists(Path.Combine(program.Folder, "web")));
        await AssertNothingChangesAsync(3, "InvalidName", "dependency", "add", await RemoteAsync(), $"--name={name}");
    }

    [Fact]
    public async Task Control_characters_of_a_bad_name_do_not_reach_the_terminal()
    {
        var result = await program.RunAsync("repo", "new", "web", "--name=\u001b[31mred\u202e");

        Assert.Equal(3, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain('\u202e', result.Error);
    }

    [Fact]
    public async Task A_new_repository_where_something_is_already_ends_with_6_and_leaves_it()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(program.Folder, "web")).FullName, "mine");
        await File.WriteAllTextAsync(file, "mine");

        await program.FailAsync(6, "RepositoryExists", "repo", "new", "web");

        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task A_dependency_that_is_there_already_ends_with_6_and_changes_nothing()
    {
        var web = await NewAsync();
        var remote = await RemoteAsync();
        await program.DoAsync("dependency", "add", remote, "--repo", web);
        var before = await RepositoryState.OfAsync(web);

        await program.FailAsync(6, "DependencyExists", "dependency", "add", remote, "--repo", web);

        Assert.Equal(before, await RepositoryState.OfAsync(web));
    }

    [Fact]
    public async Task Removing_two_dependencies_removes_the_known_and_tells_the_other()
    {
        var web = await NewAsync();
        await program.DoAsync("dependency", "add", await RemoteAsync(), "--name", "app", "--repo", web);

        await program.FailAsync(4, "DependencyNotFound", "dependency", "remove", "nowhere", "app", "--repo", web);

        var left = await program.RunAsync("dependency", "list", "--json", "--repo", web);
        Assert.Empty(left.Objects);
    }

    private async Task AssertNothingChangesAsync(int exitCode, string errorId, params string[] command)
    {
        var web = await NewAsync();
        var before = await RepositoryState.OfAsync(web);

        var error = await program.FailInAsync(web, exitCode, errorId, command);

        Assert.NotEmpty(Remedy(error));
        Assert.Equal(before, await RepositoryState.OfAsync(web));
    }

    private async Task<string> NewAsync()
    {
        await program.DoAsync("repo", "new", "state", "--name", "web");
        return Path.Combine(program.Folder, "state");
    }

    private async Task<string> RemoteAsync()
    {
        var remote = Directory.CreateDirectory(Path.Combine(program.Folder, "remote")).FullName;
        await CommandLineProgram.GitAsync(remote, "init", "--quiet", "--initial-branch=main");
        await AppendAsync(remote, "page.html", "a page\n");
        await CommitAsync(remote);
        return remote;
    }

    private static async Task AppendAsync(string repository, string path, string text)
    {
        var file = Path.Combine(repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.AppendAllTextAsync(file, text);
    }

    private static async Task CommitAsync(string repository)
    {
        await CommandLineProgram.GitAsync(repository, "add", "--all");
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "-m", "Change");
    }

    private void AssertNoImages()
    {
        var images = Path.Combine(program.Home, "images");
        Assert.False(Directory.Exists(images) && Directory.EnumerateFileSystemEntries(images).Any());
    }

    private static string Message(JsonElement error) => error.GetProperty("message").GetString()!;

    private static string Remedy(JsonElement error) => error.GetProperty("remedy").GetString()!;
}
