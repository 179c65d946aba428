using ContainerState.Definitions;

namespace ContainerState.Repositories;

/// <summary>What a new state repository holds: a server that answers HTTP as soon as it has a busybox.</summary>
internal static class RepoTemplate
{
    public static IReadOnlyList<StateChange> Files(string name) =>
    [
        StateChange.File(StateFile.Path, $$"""
            # What this server is. The format is described in docs/state-repository.md of ContainerState.
            name: {{name}}
            init: [/bin/busybox, httpd, -f, -p, "8080", -h, /srv/www]
            writable: [/run, /tmp]           # tmpfs; everything else is read-only
            ports: [8080]
            checks:
              - http: {port: 8080, path: /, status: 200}
            limits: {memory: 256MiB, cpus: 1, processes: 200}

            """),
        StateChange.File("rootfs/srv/www/index.html", $"""
            <!doctype html>
            <title>{name}</title>
            <p>This page, and the whole server behind it, is one Git commit.</p>

            """),
    ];
}
