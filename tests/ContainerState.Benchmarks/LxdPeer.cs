using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>An LXD of its own, with the image of one of our servers, on our bridge.</summary>
internal sealed class LxdPeer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Task _daemon;

    private LxdPeer(string folder, Task daemon)
    {
        _folder = folder;
        _daemon = daemon;
    }

    public static async Task<LxdPeer> CreateAsync(BenchmarkWorld world, string squashfs)
    {
        if (ProgramRunner.Find("lxd") is null)
        {
            await ProgramRunner.RunAsync(new ProgramCommand("apt-get").With("install", "--yes", "--quiet", "--no-install-recommends", "lxd", "lxd-client"));
        }
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "lxd")).FullName;
        var daemon = ProgramRunner.RunAsync(new ProgramCommand("lxd").With("--group", "root").WithEnvironment("LXD_DIR", folder));
        var peer = new LxdPeer(folder, daemon);
        await peer.RunAsync("lxd", "waitready", "--timeout", "60");
        var settings = Path.Combine(world.Folder, "lxd.yaml");
        await File.WriteAllTextAsync(settings, $"""
            storage_pools: [{"{name: default, driver: dir}"}]
            profiles:
            - name: default
              config: {"{limits.memory: 512MiB, limits.processes: \"512\"}"}
              devices:
                root: {"{path: /, pool: default, type: disk}"}
                eth0: {"{type: nic, nictype: bridged, parent: csbr0}"}
            """);
        await Timed.ProgramAsync(peer.Command("lxd", "init", "--preseed"), settings);
        var metadata = Path.Combine(world.Folder, "metadata.yaml");
        await File.WriteAllTextAsync(metadata, "architecture: x86_64\ncreation_date: 1700000000\nproperties: {}\n");
        await peer.RunAsync("tar", "-C", world.Folder, "-czf", metadata + ".tar.gz", "metadata.yaml");
        await peer.RunAsync("lxc", "image", "import", metadata + ".tar.gz", squashfs, "--alias", "web");
        return peer;
    }

    /// <summary>As many at once as our own start has; LXD's command line starts one at a time.</summary>
    public Task LaunchAsync(int count, string init) =>
        Parallel.ForEachAsync(Enumerable.Range(1, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await RunAsync("lxc", "launch", "web", $"bench-{i}", "--ephemeral", "--quiet", "--config", "raw.lxc=lxc.init.cmd=" + init));

    public Task KillAllAsync() => RunAsync("lxc", "stop", "--force", "--all");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("lxd", "shutdown", "--timeout", "60");
        await _daemon;
        // Mounts that the daemon keeps for the next one.
        foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(path => path.StartsWith(_folder + "/", StringComparison.Ordinal)).Reverse().ToList())
        {
            await RunAsync("umount", "--lazy", mount);
        }
    }

    private ProgramCommand Command(string program, params ReadOnlySpan<string> arguments) =>
        new ProgramCommand(program).With(arguments).WithEnvironment("LXD_DIR", _folder);

    private Task RunAsync(string program, params string[] arguments) => ProgramRunner.RunAsync(Command(program, arguments));
}
