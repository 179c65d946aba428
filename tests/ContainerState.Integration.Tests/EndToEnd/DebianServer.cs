using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Imports;
using Xunit;

[assembly: AssemblyFixture(typeof(DebianServer))]

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>A state repository of a Debian server with nginx. Imported once, when the first test asks; each test has a copy.</summary>
public sealed class DebianServer : Workbench
{
    /// <summary>What is imported.</summary>
    public static readonly string[] Import = ["--debian", "nginx-light", "--variant", "essential", "--name", "base"];

    private const string State = """
        name: web
        init: [/usr/sbin/nginx, -g, "daemon off;"]
        writable: [/run, /tmp, /var/log/nginx, /var/lib/nginx]
        ports: [8080]
        checks:
          - http: {port: 8080, path: /, status: 200}

        """;

    private readonly SemaphoreSlim once = new(1);
    private string? repository;
    private BuiltImage? image;

    /// <summary>The repository itself. For reading: tests change a copy.</summary>
    public async Task<string> RepositoryAsync()
    {
        await once.WaitAsync();
        try
        {
            return repository ??= await MakeAsync();
        }
        finally
        {
            once.Release();
        }
    }

    /// <summary>The image of the repository's HEAD, built once.</summary>
    public async Task<BuiltImage> ImageAsync()
    {
        var built = await RepositoryAsync();
        await once.WaitAsync();
        try
        {
            return image ??= await BuildAsync(built);
        }
        finally
        {
            once.Release();
        }
    }

    /// <summary>A copy of the repository, with all its objects.</summary>
    public async Task<string> CopyToAsync(string folder)
    {
        await RunAsync("cp", "-a", await RepositoryAsync(), folder);
        return folder;
    }

    private async Task<string> MakeAsync()
    {
        var made = await NewAsync("nginx");
        await SharedImports.AddAsync(made, Import);
        await WriteAsync(made, "state.yaml", State);
        await WriteAsync(made, "rootfs/etc/nginx/sites-enabled/default", "server { listen 8080; root /srv/www; }\n");
        await CommitAsync(made, "Serve with nginx");
        return made;
    }
}
