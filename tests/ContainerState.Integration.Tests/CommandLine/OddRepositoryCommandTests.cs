using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>Repositories and folders that are unusual and not wrong, at the command line.</summary>
public sealed class OddRepositoryCommandTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("r sp ace", "r-sp-ace")]
    [InlineData("a_b", "a-b")]
    [InlineData("a2345678901234567890123456789012345678901", "a234567890123456789012345678901234567890")]
    public async Task A_folder_that_no_server_can_be_called_after_gives_a_name_that_is_said(string folder, string name)
    {
        var result = await bench.Program.RunAsync("repo", "new", folder);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"warning: The server is called {name}, since none can be called '{folder}'", result.Error, StringComparison.Ordinal);
        Assert.Equal(name, (await bench.DoAsync("repo", "show", "--repo", bench.At(folder))).GetProperty("name").GetString());

        var given = await bench.Program.RunAsync("repo", "new", $"more/{folder}", "--name", "shop");
        Assert.Equal((0, ""), (given.ExitCode, given.Error));
    }

    [Fact]
    public async Task Git_LFS_files_are_named_where_there_is_no_git_lfs_and_nothing_changes()
    {
        const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        var app = await bench.RemoteAsync("app", ("a", "text"));
        await Workbench.WriteAsync(app, ".gitattributes", "*.bin filter=lfs\n");
        await Workbench.WriteAsync(app, "data/a.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{Digest}\nsize 12345\n");
        await Workbench.GitAsync(app, "-c", "filter.lfs.clean=cat", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false", "add", "--all");
        await Workbench.GitAsync(app, "-c", "filter.lfs.clean=cat", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false", "commit", "--quiet", "-m", "Pointer");
        var repository = await bench.NewAsync();
        var head = await Workbench.GitAsync(repository, "rev-parse", "HEAD");
        // Every program of the machine but one.
        var programs = Directory.CreateDirectory(bench.At("programs")).FullName;
        foreach (var program in Directory.EnumerateFiles("/usr/bin").Where(program => Path.GetFileName(program) != "git-lfs"))
        {
            File.CreateSymbolicLink(Path.Combine(programs, Path.GetFileName(program)), program);
        }

        var result = await bench.Program.RunUnderAsync(["env", $"PATH={programs}"], "--json", "dependency", "add", app, "--repo", repository);
        var error = result.ErrorOf("IncompleteRepository");

        Assert.Contains($"deps/app/data/a.bin is a pointer of Git LFS, and its content (12345 bytes, SHA-256 {Digest})", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("apt-get install git-lfs", error.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(head, await Workbench.GitAsync(repository, "rev-parse", "HEAD"));
        Assert.Equal("", await Workbench.GitAsync(repository, "for-each-ref", "refs/heads/deps"));
        Assert.False(Directory.Exists(Path.Combine(repository, ".git", "modules", "app")));
    }
}
