namespace ContainerState.Cli.Demo;

/// <summary>The files of the demo's repository: a Debian server with nginx and one page.</summary>
internal static class DemoFiles
{
    /// <summary>The server's name. It is reserved for the demo: any server with this name is killed and removed before a demo begins.</summary>
    public const string Name = "containerstate-demo";

    /// <summary>The port that nginx listens on.</summary>
    public const int Port = 8080;

    /// <summary>Where the page is in the repository.</summary>
    public const string PagePath = "rootfs/srv/www/index.html";

    private const string State = """
        name: containerstate-demo
        init: [/usr/sbin/nginx, -c, /etc/nginx/demo.conf]
        writable: [/run, /tmp, /var/log/nginx, /var/lib/nginx]
        ports: [8080]
        checks:
          - http: {port: 8080, path: /, status: 200, contains: One Git commit}
        limits: {memory: 256MiB, cpus: 1, processes: 64}

        """;

    // Not nginx.conf: that path belongs to the package, and two components must not write one path. The error log is
    // the descriptor that init was started with, since a server's root may not open the host's terminal again.
    private const string Nginx = """
        daemon off;
        worker_processes 1;
        pid /run/nginx.pid;
        error_log stderr notice;
        events { worker_connections 256; }
        http {
            include /etc/nginx/mime.types;
            access_log /dev/console;
            server {
                listen 8080;
                root /srv/www;
            }
        }

        """;

    /// <summary>The page, with a sentence of its own.</summary>
    public static string Page(string sentence) => $"""
        <!doctype html>
        <title>demo</title>
        <p>One Git commit is a whole server. {sentence}</p>

        """;

    /// <summary>Writes all of them into a work tree.</summary>
    public static void Write(string repository, string sentence)
    {
        Place(repository, "state.yaml", State);
        Place(repository, "rootfs/etc/nginx/demo.conf", Nginx);
        Place(repository, PagePath, Page(sentence));
    }

    private static void Place(string repository, string path, string text)
    {
        var file = Path.Combine(repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
