using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Servers whose image is more than one filesystem.</summary>
public sealed class LayerTests : ServerTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-layers-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_server_sees_its_layers_as_one_root_of_its_own()
    {
        var image = await ImageAsync("stat -c '%u %a' /srv/www/index.html /srv/www /bin/busybox; cat /srv/www/index.html; touch /srv/x || echo refused", "from the top");
        var server = await StartAsync(image);

        var lines = await Eventually.LookAsync(() => Lines(server), lines => lines.Contains("refused"));
        Assert.Equal(["0 644", "0 755", "0 755", "from the top"], lines.Where(line => !line.Contains("touch", StringComparison.Ordinal) && line != "refused"));
        Assert.Equal(2, MountTable.Read().Count(mount => mount.Point.StartsWith(ThisHost.Host.LayerMounts + "/", StringComparison.Ordinal)));
        // The server has its root; the host sees no more of it.
        Assert.DoesNotContain(MountTable.Read(), mount => mount.Point.StartsWith(ThisHost.Host.Roots + "/", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(ThisHost.Host.Roots));
    }

    [Fact]
    public async Task Images_that_have_a_layer_in_common_mount_it_once()
    {
        var first = await StartAsync(await ImageAsync("cat /srv/www/index.html", "first"), new() { Name = "t-first" });
        var second = await StartAsync(await ImageAsync("cat /srv/www/index.html", "second"), new() { Name = "t-second" });

        Assert.Contains("first", await Eventually.LookAsync(() => Lines(first), lines => lines.Count > 0));
        Assert.Contains("second", await Eventually.LookAsync(() => Lines(second), lines => lines.Count > 0));
        var devices = Directory.GetDirectories("/sys/block", "loop*").Select(path => Path.Combine(path, "loop/backing_file")).Where(File.Exists).Select(File.ReadAllText);
        Assert.Single(devices, file => file.TrimEnd('\n') == TestImage.File);

        await ThisHost.Servers.StopAsync(first);
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(second.Name).State);
        Assert.Equal(2, Directory.GetDirectories(ThisHost.Host.LayerMounts).Count(folder => !Path.GetFileName(folder).StartsWith('.')));
    }

    [Fact]
    public async Task A_layer_that_somebody_removed_is_told_and_running_servers_stay()
    {
        var image = await ImageAsync("while :; do cat /srv/www/index.html; sleep 0.1; done", "here");
        var server = await StartAsync(image, new() { Name = "t-runs" });
        File.Delete(image.Layers[1].Path);

        var seen = Lines(server).Count;
        await Eventually.LookAsync(() => Lines(server), lines => lines.Count > seen + 5);
        var refused = await Refused.WithAsync(ErrorId.ImageDamaged, () => StartAsync(image, new() { Name = "t-more" }));
        Assert.Contains(image.Layers[1].Path, refused.Problem, StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(server.Name).State);
    }

    [Fact]
    public async Task A_hundred_layers_are_one_root()
    {
        var layers = new List<ImageLayer> { TestImage.Web().Layers[0] };
        for (var number = 1; number < 100; number++)
        {
            layers.Add(await LayerAsync($"srv/n{number}", $"{number}\n"));
        }
        var shell = TestImage.Shell("cat /srv/n* | sort -n | tail -n 1; ls /srv | wc -l");
        var server = await StartAsync(shell with { Id = new string('d', 40), Layers = layers });

        Assert.Equal(["99", "100"], await Eventually.LookAsync(() => Lines(server), lines => lines.Count >= 2));
    }

    private static IReadOnlyList<string> Lines(EphemeralServer server) => [.. ServerLog.Read(server.Name, server.ConsolePath).Select(line => line.Text)];

    private async Task<ServerImage> ImageAsync(string script, string page)
    {
        var shell = TestImage.Shell(script);
        var top = await LayerAsync("srv/www/index.html", page + "\n");
        return shell with { Id = Convert.ToHexStringLower(SHA1.HashData(Convert.FromHexString(top.Sha256))), Layers = [.. shell.Layers, top] };
    }

    private async Task<ImageLayer> LayerAsync(string path, string text)
    {
        var root = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, (UnixFileMode)FileModes.Program);
        await File.WriteAllTextAsync(file, text);
        await ProgramRunner.RunAsync(new ProgramCommand("mksquashfs").With(root, root + ".squashfs", "-quiet", "-no-progress", "-all-root", "-root-mode", "0755"));
        var bytes = await File.ReadAllBytesAsync(root + ".squashfs");
        return new(Convert.ToHexStringLower(SHA1.HashData(bytes)), root + ".squashfs", Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }
}
