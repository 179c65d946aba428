using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>From a commit to an answer over HTTP, and to the end.</summary>
[Collection(nameof(ServerTests))]
public sealed class BootedServerTests(DebianServer debian) : IDisposable
{
    private const string AppState = """
        name: app
        init: [/bin/busybox, httpd, -f, -p, "8080", -h, /srv/app]
        writable: [/run, /tmp]
        ports: [8080]
        checks:
          - http: {port: 8080, path: /index.html, status: 200, contains: the app}

        """;

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_Debian_with_nginx_is_built_booted_asked_and_killed()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        await Workbench.WriteAsync(repository, "rootfs/srv/www/index.html", "a Debian server\n");
        await Workbench.CommitAsync(repository, "Write a page");
        Assert.Equal("a Debian server\n", await AnswerAsync(repository, "/"));
    }

    [Theory]
    [InlineData]
    [InlineData("--side-by-side")]
    public async Task A_server_whose_app_is_another_repository_answers_with_its_page(params string[] kind)
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "the app\n"));
        var repository = await bench.NewAsync("web");
        await bench.DoAsync("dependency", "add", "--debian", "busybox-static", "--variant", "extract", "--name", "base", "--repo", repository);
        await bench.DoAsync(["dependency", "add", app, "--name", "app", "--repo", repository, .. kind]);
        await Workbench.WriteAsync(repository, "state.yaml", AppState);
        await Workbench.CommitAsync(repository, "Serve the app");
        Assert.Equal("the app\n", await AnswerAsync(repository, "/index.html"));
    }

    /// <summary>Builds HEAD, boots it, lets its checks pass, asks for a page, and kills it.</summary>
    private async Task<string> AnswerAsync(string repository, string path)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var before = HostSnapshot.Take();
        var image = await bench.BuildAsync(repository);
        var server = await bench.DoAsync("server", "start", image.Id, "--name", "t-booted", "--wait");
        try
        {
            Assert.True((await bench.DoAsync("server", "test", "t-booted")).GetProperty("passed").GetBoolean());
            using var http = new HttpClient();
            return await http.GetStringAsync(new Uri($"http://{server.GetProperty("address").GetString()}:8080{path}"));
        }
        finally
        {
            await bench.DoAsync("server", "stop", "t-booted", "--force");
            await HostSnapshot.AssertSameAsync(before);
        }
    }
}
