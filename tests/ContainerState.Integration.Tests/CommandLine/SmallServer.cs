using System.Text.Json;
using ContainerState.Integration.Tests.Imports;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>A host that is set up, and the built image of a small web server; made with the command line alone.</summary>
public sealed class SmallServer : IAsyncLifetime
{
    // No other test, and no person, has servers of this name.
    private readonly string mark = "cli-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>The command line, with this fixture's image store.</summary>
    public CommandLineProgram Program { get; } = new();

    /// <summary>The repository.</summary>
    public string Repository => Path.Combine(Program.Folder, "small");

    /// <summary>The image of its HEAD.</summary>
    public string Image { get; private set; } = "";

    /// <summary>A name for a server, with a part that only servers of this fixture have.</summary>
    public string Name(string name) => $"{mark}-{name}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        await DoAsync("host", "setup");
        await DoAsync("repo", "new", "small");
        await SharedImports.AddAsync(Repository, SharedImports.Busybox);
        await File.WriteAllTextAsync(Path.Combine(Repository, "state.yaml"), """
            name: small
            init: [/bin/busybox, httpd, -f, -v, -p, "8080", -h, /srv/www]
            writable: [/run, /tmp]
            ports: [8080]
            checks:
              - http: {port: 8080, path: /page.html, status: 200, contains: small}
            limits: {memory: 64MiB, processes: 16}
            """);
        var page = Path.Combine(Repository, "rootfs/srv/www/page.html");
        Directory.CreateDirectory(Path.GetDirectoryName(page)!);
        await File.WriteAllTextAsync(page, "a small page\n");
        await CommandLineProgram.GitAsync(Repository, "add", "--all");
        await CommandLineProgram.GitAsync(Repository, "commit", "--quiet", "-m", "Serve a page");
        Image = (await DoAsync("image", "build", "--repo", Repository)).GetProperty("id").GetString()!;
    }

    /// <summary>Skips a test where there is no root to run servers.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers are started by root only.");

    /// <summary>Starts a server, and hands back what the command printed.</summary>
    public Task<JsonElement> StartAsync(string name) => DoAsync("server", "start", Image, "--name", Name(name), "--wait");

    /// <summary>Runs a command that must succeed, and hands back the last object that it printed.</summary>
    public Task<JsonElement> DoAsync(params string[] arguments) => Program.DoAsync(arguments);

    /// <summary>Runs a command that must fail with an exit code, and hands back the error.</summary>
    public Task<JsonElement> FailAsync(int exitCode, string errorId, params string[] arguments) => Program.FailAsync(exitCode, errorId, arguments);

    /// <summary>Kills a server of this fixture.</summary>
    public Task StopAsync(string name) => DoAsync("server", "stop", Name(name), "--force");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Program.RunAsync("server", "stop", $"{mark}-*", "--force");
        }
        Program.Dispose();
    }
}
