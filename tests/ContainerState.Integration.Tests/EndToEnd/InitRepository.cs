using ContainerState.Integration.Tests.Imports;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>A server with several inits in it, and one service that each of them knows: a page with the number of its start.</summary>
public sealed class InitRepository : Workbench, Xunit.IAsyncLifetime
{
    /// <summary>What is imported: another test looks at it, before there are tests that run alone.</summary>
    public static readonly string[] Import = ["--debian", "busybox-static", "--debian", "runit", "--debian", "s6", "--variant", "extract", "--name", "base"];

    private const string Service = """
        #!/bin/sh
        busybox mkdir -p /run/page
        busybox date +%s.%N >/run/page/number
        exec busybox httpd -f -p 8080 -h /run/page

        """;

    // A name that is no text, and paths that nobody can write: the last mkdir is refused.
    private const string Odd = """
        #!/bin/sh
        cd /sys/fs/cgroup || exit 1
        busybox mkdir "$(busybox printf '\377')" || exit 1
        long=$(busybox printf '%0250d' 0)
        for depth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
            busybox mkdir $long || break
            cd $long
        done
        [ $depth = 13 ] || exit 1
        exec /etc/page

        """;

    private static readonly (string Path, string Text)[] Programs =
        [("rootfs/etc/services/page/run", Service), ("rootfs/etc/s6/page/run", Service), ("rootfs/etc/page", Service), ("rootfs/odd/systemd", Odd)];

    private string Repository => At("inits");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }
        await NewAsync("inits");
        await SharedImports.AddAsync(Repository, Import);
        foreach (var (program, text) in Programs)
        {
            await WriteAsync(Repository, program, text);
            File.SetUnixFileMode(Path.Combine(Repository, program), (UnixFileMode)493);
        }
        Directory.CreateDirectory(Path.Combine(Repository, "rootfs/bin"));
        File.CreateSymbolicLink(Path.Combine(Repository, "rootfs/bin/sh"), "busybox");
        // What a service's keeper writes beside it leads to where it can be written.
        File.CreateSymbolicLink(Path.Combine(Repository, "rootfs/etc/services/page/supervise"), "/run/page.supervise");
        await WriteAsync(Repository, "rootfs/etc/inittab", "::respawn:/etc/page\n");
        foreach (var (stage, what) in (ReadOnlySpan<(string, string)>)[("1", "true"), ("2", "exec runsvdir -P /etc/services"), ("3", "true")])
        {
            var script = Path.Combine(Repository, "rootfs/etc/runit", stage);
            Directory.CreateDirectory(Path.GetDirectoryName(script)!);
            File.WriteAllText(script, $"#!/bin/sh\n{what}\n");
            File.SetUnixFileMode(script, (UnixFileMode)493);
        }
    }

    /// <summary>The image with one of them as init.</summary>
    public async Task<BuiltImage> BuildAsync(string init, string writable)
    {
        await WriteAsync(Repository, "state.yaml", $$"""
            name: inits
            init: [{{init}}]
            writable: [/run, /tmp{{writable}}]
            ports: [8080]
            checks:
              - http: {port: 8080, path: /number, status: 200}
            limits: {memory: 64MiB, processes: 50}

            """);
        await CommitAsync(Repository);
        return await BuildAsync(Repository);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
