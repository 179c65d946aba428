using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>LXCFS out of its package, unpacked and not installed, on the folder where an installed one is mounted.</summary>
internal sealed class Lxcfs : IAsyncDisposable
{
    private const string Mount = "/var/lib/lxcfs";

    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-lxcfs-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Mounts it.</summary>
    public static async Task<Lxcfs> StartAsync()
    {
        Assert.SkipWhen(Directory.Exists(Mount), "LXCFS is installed on this host, and belongs to others.");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "This kernel has no FUSE.");
        var lxcfs = new Lxcfs();
        var packages = Path.Combine(lxcfs._folder, "packages");
        Directory.CreateDirectory(packages);
        await ProgramRunner.RunAsync(new ProgramCommand("apt-get") { WorkingDirectory = packages }.With("-q", "download", "lxcfs", "libfuse3-3"));
        foreach (var package in Directory.GetFiles(packages))
        {
            await ProgramRunner.RunAsync(new ProgramCommand("dpkg-deb").With("-x", package, lxcfs._folder));
        }
        string[] libraries = [.. Directory.GetFiles(lxcfs._folder, "*.so*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Distinct().OfType<string>()];
        Directory.CreateDirectory(Mount);
        lxcfs._running = ProgramRunner.TryRunAsync(
            new ProgramCommand(Path.Combine(lxcfs._folder, "usr/bin/lxcfs")).With("--pidfile", Path.Combine(lxcfs._folder, "pid"), Mount)
                .WithEnvironment("LD_LIBRARY_PATH", string.Join(':', libraries)),
            cancel: lxcfs._stop.Token);
        Assert.True(await Eventually.LookAsync(() => File.Exists(Mount + "/proc/meminfo"), there => there, pause: 20), "LXCFS did not come up.");
        return lxcfs;
    }

    /// <summary>Kills it with SIGKILL, which leaves its mount.</summary>
    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _ = LibC.Unmount(Mount);
        Directory.Delete(Mount);
        Directory.Delete(_folder, recursive: true);
        _stop.Dispose();
    }
}
