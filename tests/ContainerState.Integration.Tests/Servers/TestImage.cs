using System.Security.Cryptography;
using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A small real server image, made by the plain tools: busybox and nothing else.</summary>
internal static class TestImage
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "containerstate-test-image-10");
    private static readonly SemaphoreSlim Once = new(1);

    public static string File => Path.Combine(Folder, "root.squashfs");

    public static string Id { get; private set; } = "";

    private static string Digest { get; set; } = "";

    public static async Task MakeAsync()
    {
        await Once.WaitAsync();
        try
        {
            if (!System.IO.File.Exists(File))
            {
                await BuildAsync();
            }
            Digest = Convert.ToHexStringLower(SHA256.HashData(await System.IO.File.ReadAllBytesAsync(File)));
            Id = Convert.ToHexStringLower(SHA1.HashData(await System.IO.File.ReadAllBytesAsync(File)));
        }
        finally
        {
            Once.Release();
        }
    }

    public static ServerImage Image(params IReadOnlyList<string> init) => Image(new ServerDefinition { Name = "box", Init = init });

    public static ServerImage Image(ServerDefinition definition) => new()
    {
        Id = Id,
        Name = definition.Name,
        Sha256 = Digest,
        Layers = [new ImageLayer(Id, File, Digest, new FileInfo(File).Length)],
        SizeBytes = new FileInfo(File).Length,
        CreatedUtc = DateTime.UnixEpoch,
        Definition = definition.Writable.Count > 0
            ? definition
            : definition with { Writable = [new("/run", 1 << 20, 0x1ed), new("/tmp", 1 << 20, 0x3ff)] },
    };

    /// <summary>The same of another file, which is said to hold the same bytes.</summary>
    public static ServerImage Of(ServerImage image, string id, string file) => image with { Id = id, Layers = [image.Layers[0] with { Id = id, Path = file }] };

    /// <summary>A web server on 8080, with a check.</summary>
    public static ServerImage Web(params IReadOnlyList<ServerCheck> checks) => Image(new ServerDefinition
    {
        Name = "web",
        Init = ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/srv/www"],
        Ports = [8080],
        Checks = checks,
    });

    /// <summary>What a shell in the server does, then it sleeps.</summary>
    public static ServerImage Shell(string script) => Image("/bin/sh", "-c", script + "; exec sleep 1000");

    private static async Task BuildAsync()
    {
        var work = Path.Combine(Path.GetTempPath(), $"containerstate-test-image-{Guid.NewGuid():n}");
        var root = Directory.CreateDirectory(Path.Combine(work, "root")).FullName;
        try
        {
            var tar = Path.Combine(work, "base.tar");
            await ProgramRunner.RunAsync(new ProgramCommand("mmdebstrap").With("--variant=extract", "--include=busybox-static", "bookworm", tar));
            await ProgramRunner.RunAsync(new ProgramCommand("tar").With("-C", root, "--exclude=./dev/*", "--exclude=./var/cache", "-xf", tar));
            foreach (var folder in (string[])["proc", "sys", "dev", "run", "tmp", "srv/www", "var/log", "data"])
            {
                Directory.CreateDirectory(Path.Combine(root, folder));
            }
            foreach (var name in (string[])["sh", "sleep", "cat", "id", "touch", "dd", "nc", "ip", "ls", "mount", "unshare", "hostname"])
            {
                System.IO.File.CreateSymbolicLink(Path.Combine(root, "bin", name), "busybox");
            }
            System.IO.File.CreateSymbolicLink(Path.Combine(root, "escape"), "/etc");
            await System.IO.File.WriteAllTextAsync(Path.Combine(root, "etc/resolv.conf"), "");
            await System.IO.File.WriteAllTextAsync(Path.Combine(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n");
            await SystemCallProgram.BuildAsync(Path.Combine(root, "bin/try"));
            await NameProgram.BuildAsync(Path.Combine(root, "bin/named"));
            await HoardProgram.BuildAsync(Path.Combine(root, "bin/hoard"));
            await System.IO.File.WriteAllTextAsync(Path.Combine(root, "srv/www/index.html"), "hello\n");

            Directory.CreateDirectory(Folder);
            var image = Path.Combine(work, "root.squashfs");
            await ProgramRunner.RunAsync(
                new ProgramCommand("tar2sqfs").With("-q", "-c", "zstd", image),
                (input, cancel) => ProgramRunner.RunAsync(
                    new ProgramCommand("tar").With("-C", root, "--sort=name", "--numeric-owner", "--mtime=@0", "-cf", "-", "."),
                    output: (output, stop) => output.CopyToAsync(input, stop),
                    cancel: cancel));
            System.IO.File.Move(image, File, overwrite: true);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
