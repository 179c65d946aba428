using ContainerState.Integration.Tests.Imports;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>From a commit to an answer over HTTP, and to the end.</summary>
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
    private readonly string name = "t-booted-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_Debian_with_nginx_is_built_booted_asked_and_killed()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        await Workbench.WriteAsync(repository, "rootfs/srv/www/index.html", "a Debian server\n");
        await Workbench.CommitAsync(repository, "Write a page");
        Assert.Equal("a Debian server\n", await AnswerAsync(repository, "/"));
    }

    [Fact]
    public async Task Two_Debian_systems_and_a_tool_without_one_are_one_server()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        await bench.DoAsync("dependency", "add", "--debian", "python3-minimal", "--variant", "essential", "--name", "python", "--repo", repository);
        // Its files are in /bin and /lib, which are links in the others.
        await bench.DoAsync("dependency", "add", "--debian", "kmod", "--variant", "extract", "--name", "tool", "--repo", repository);
        await Workbench.WriteAsync(repository, "rootfs/srv/www/page.py", "print(f'python says {6 * 7}')\n");
        await Workbench.WriteAsync(repository, "rootfs/srv/www/make.sh", """
            python3 /srv/www/page.py >/run/index.html
            /bin/kmod --version | head -n 1 >>/run/index.html
            dpkg-query -W -f '${Package} ${db:Status-Status}\n' nginx-light python3-minimal >>/run/index.html
            getent passwd www-data >>/run/index.html
            exec /usr/sbin/nginx -g 'daemon off;'

            """);
        await Workbench.WriteAsync(repository, "state.yaml", (await File.ReadAllTextAsync(Path.Combine(repository, "state.yaml"))).Replace(
            "init: [/usr/sbin/nginx, -g, \"daemon off;\"]", "init: [/bin/sh, /srv/www/make.sh]", StringComparison.Ordinal));
        await Workbench.WriteAsync(repository, "rootfs/etc/nginx/conf.d/run.conf", "server { listen 8081; root /run; }\n");
        await Workbench.CommitAsync(repository, "Serve what two systems say");

        var said = await AnswerAsync(repository, "/index.html", port: 8081);

        Assert.Contains("python says 42\n", said, StringComparison.Ordinal);
        Assert.Contains("kmod version", said, StringComparison.Ordinal);
        Assert.Contains("nginx-light installed\npython3-minimal installed\nwww-data:", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--side-by-side")]
    public async Task A_server_whose_app_is_another_repository_answers_with_its_page(params string[] kind)
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "the app\n"));
        var repository = await bench.NewAsync("web");
        await SharedImports.AddAsync(repository, SharedImports.Busybox);
        await bench.DoAsync(["dependency", "add", app, "--name", "app", "--repo", repository, .. kind]);
        await Workbench.WriteAsync(repository, "state.yaml", AppState);
        await Workbench.CommitAsync(repository, "Serve the app");
        Assert.Equal("the app\n", await AnswerAsync(repository, "/index.html"));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("busybox httpd")]
    public async Task A_browser_that_has_the_page_of_before_gets_the_new_one(string program)
    {
        var repository = program == "nginx" ? await debian.CopyToAsync(bench.At("web")) : await bench.NewAsync("web");
        if (program != "nginx")
        {
            await SharedImports.AddAsync(repository, SharedImports.Busybox);
            await Workbench.WriteAsync(repository, "state.yaml", AppState.Replace("/srv/app", "/srv/www", StringComparison.Ordinal));
        }
        await Workbench.WriteAsync(repository, "rootfs/srv/www/index.html", "the app, first\n");
        await Workbench.CommitAsync(repository, "Write a page");
        using var first = await AskAsync(repository, "/index.html");
        await Workbench.WriteAsync(repository, "rootfs/srv/www/index.html", "the app, later\n");
        await Workbench.CommitAsync(repository, "Write another of the same length");

        using var later = await AskAsync(repository, "/index.html", has: first);

        Assert.Equal("the app, later\n", await later.Content.ReadAsStringAsync());
        Assert.NotNull(first.Content.Headers.LastModified);
        Assert.NotEqual(first.Content.Headers.LastModified, later.Content.Headers.LastModified);
        Assert.NotNull(first.Headers.ETag);
        Assert.False(first.Headers.ETag.Equals(later.Headers.ETag));
    }

    private async Task<string> AnswerAsync(string repository, string path, int port = 8080)
    {
        using var answer = await AskAsync(repository, path, port);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Builds HEAD, boots it, lets its checks pass, asks for a page, as a browser does that has one already, and kills it.</summary>
    private async Task<HttpResponseMessage> AskAsync(string repository, string path, int port = 8080, HttpResponseMessage? has = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var image = await bench.BuildAsync(repository);
        var server = await bench.DoAsync("server", "start", image.Id, "--name", name, "--wait");
        try
        {
            Assert.True((await bench.DoAsync("server", "test", name)).GetProperty("passed").GetBoolean());
            using var http = new HttpClient();
            using var question = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{server.GetProperty("address").GetString()}:{port}{path}"));
            question.Headers.IfModifiedSince = has?.Content.Headers.LastModified;
            if (has?.Headers.ETag is { } tag)
            {
                question.Headers.IfNoneMatch.Add(tag);
            }
            return (await http.SendAsync(question)).EnsureSuccessStatusCode();
        }
        finally
        {
            await bench.DoAsync("server", "stop", name, "--force");
        }
    }
}
