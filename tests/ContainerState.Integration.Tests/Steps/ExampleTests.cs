using System.Runtime.CompilerServices;
using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Imports;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>The examples of docs/examples, as a reader would run them. The first has their toolchain imported, the others take it.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly Workbench bench = new();
    private readonly string name = "t-example-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Busybox_from_source_boots_and_answers_with_its_own_files_only()
    {
        var repository = await MakeAsync("busybox-from-source");

        var image = await bench.BuildAsync(repository);

        Assert.Equal(
            ["bin/busybox", "bin/httpd", "srv/www/index.html"],
            (await image.ListAsync("-lln")).Split('\n').Where(line => line.Length > 0 && line[0] is '-' or 'l')
                .Select(line => line[(line.IndexOf("squashfs-root/", StringComparison.Ordinal) + 14)..].Split(" -> ")[0]).Order(StringComparer.Ordinal));
        await AnswersAsync(image);
        await ProvesAsync(repository);
        await PulledAsync(repository, image);
    }

    [Fact]
    public async Task Lua_from_its_source_serves_HTTP_with_a_script()
    {
        var repository = await MakeAsync("lua-from-source");
        var image = await bench.BuildAsync(repository);

        Assert.DoesNotContain("liblua", await image.ListAsync(), StringComparison.Ordinal);
        await AnswersAsync(image);
        await ProvesAsync(repository);
    }

    [Fact]
    public async Task A_chain_of_libraries_is_built_again_only_as_far_as_outputs_differ()
    {
        var repository = await MakeAsync("library-chain");
        var first = await bench.BuildAsync(repository);
        Assert.Equal(4, await ResultsAsync(repository));

        await ChangeAsync(repository, "/* Where the chain begins. */", "/* A comment. */");
        Assert.Equal(first.Identity, (await bench.BuildAsync(repository)).Identity);
        Assert.Equal(5, await ResultsAsync(repository));

        await ChangeAsync(repository, "return 1;", "return 39;");
        var second = await bench.BuildAsync(repository);
        Assert.Equal(9, await ResultsAsync(repository));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Contains("the chain comes to %d", await second.ReadAsync("bin/chain"), StringComparison.Ordinal);

        await bench.DoAsync("server", "start", second.Id, "--name", name);
        var log = await Eventually.LookAsync(async () => (await bench.Program.RunAsync("server", "log", name)).Output, said => said.Length > 0);
        await bench.DoAsync("server", "stop", name, "--force");
        Assert.Contains("the chain comes to 41", log, StringComparison.Ordinal);
        await ProvesAsync(repository);
    }

    // Built again from a fresh clone, with no network and in other surroundings.
    private async Task ProvesAsync(string repository)
    {
        var proof = await bench.DoAsync("image", "test", "--offline", "--repo", repository);
        Assert.True(proof.GetProperty("passed").GetBoolean(), proof.ToString());
        Assert.NotEmpty(proof.GetProperty("axes").EnumerateArray());
    }

    // A second clone takes the results from a plain Git remote, and starts no container.
    private async Task PulledAsync(string repository, BuiltImage image)
    {
        await Workbench.GitAsync(bench.Folder, "init", "--quiet", "--bare", "cache.git");
        await bench.DoAsync("cache", "push", bench.At("cache.git"), "--repo", repository);
        using var second = new Workbench();
        await Workbench.GitAsync(second.Folder, "clone", "--quiet", "--no-local", repository, "clone");
        await second.DoAsync("cache", "pull", bench.At("cache.git"), "--repo", second.At("clone"));

        var pulled = await second.BuildAsync(second.At("clone"));
        Assert.Equal(image.Identity, pulled.Identity);
        // A container would have been made of other layers than the image.
        var own = pulled.Layers.Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
        Assert.All(Workbench.InFolder(second.At("home/layers")), path => Assert.Contains(Path.GetFileName(path).Split('.')[0], own));
    }

    private async Task AnswersAsync(BuiltImage image)
    {
        await bench.DoAsync("server", "start", image.Id, "--name", name, "--wait");
        JsonElement test;
        try
        {
            test = await bench.DoAsync("server", "test", name);
        }
        finally
        {
            await bench.DoAsync("server", "stop", name, "--force");
        }
        Assert.True(test.GetProperty("passed").GetBoolean());
    }

    private static async Task ChangeAsync(string repository, string from, string to)
    {
        var file = Path.Combine(repository, "one/one.c");
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal));
        await Workbench.CommitAsync(repository);
    }

    private static async Task<int> ResultsAsync(string repository) =>
        (await Workbench.GitAsync(repository, "for-each-ref", "refs/containerstate/builds")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task<string> MakeAsync(string example, [CallerFilePath] string thisFile = "")
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Build containers and servers need root.");
        var script = Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/examples", example + ".sh");
        // The command, where a reader has it: on PATH.
        var made = await bench.Program.RunCommandAsync(
            "env", "PATH=" + await SharedImports.StandInAsync(bench, "programs", SharedImports.Toolchain), "GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@localhost", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@localhost",
            "sh", script, example);
        Assert.True(made.ExitCode == 0, made.Error);
        return bench.At(example);
    }
}
