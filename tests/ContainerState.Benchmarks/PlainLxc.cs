using System.Globalization;
using ContainerState.Containers;
using ContainerState.Platform;
using ContainerState.Servers;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>Containers of plain LXC with the configuration of one of our servers: limits, network, and the same root, which is mounted once for all of them.</summary>
/// <remarks>They lack what our servers see of their own limits, and their files of /etc.</remarks>
internal sealed class PlainLxc : IDisposable
{
    private const string RootName = "bench-peers";
    private const int AtOnce = 8;

    private readonly string _path;
    private readonly EphemeralServer _model;
    private readonly int _count;

    private PlainLxc(string path, EphemeralServer model, int count)
    {
        _path = path;
        _model = model;
        _count = count;
    }

    /// <summary>Prepares them.</summary>
    /// <param name="world">Where.</param>
    /// <param name="model">The server, which runs as long as they do.</param>
    /// <param name="count">How many, up to 200.</param>
    public static async Task<PlainLxc> CreateAsync(BenchmarkWorld world, EphemeralServer model, int count)
    {
        var original = Path.GetDirectoryName(model.ConsolePath)!;
        var configuration = await File.ReadAllLinesAsync(Path.Combine(original, "config"));
        var firstId = long.Parse(configuration.First(line => line.StartsWith("lxc.idmap = u 0 ", StringComparison.Ordinal)).Split(' ')[4], CultureInfo.InvariantCulture);
        var root = await new ServerRoots(ThisHost.Host).MountAsync(RootName, new ImageMounts(ThisHost.Host).LayerFolders(model.Image), firstId, CancellationToken.None);
        var plain = new PlainLxc(Path.Combine(world.Folder, "lxc"), model, count);
        for (var number = 0; number < count; number++)
        {
            var name = NameOf(number);
            var folder = Path.Combine(plain._path, name);
            Directory.CreateDirectory(folder);
            File.Copy(Path.Combine(original, "seccomp"), Path.Combine(folder, "seccomp"), overwrite: true);
            var lines = configuration
                .Where(line => !line.Contains("/inputs/", StringComparison.Ordinal) && !line.StartsWith("lxc.hook.", StringComparison.Ordinal) && !line.StartsWith("lxc.mount.entry = /sys/fs/cgroup/", StringComparison.Ordinal))
                .Select(line => line.Split(" = ")[0] switch
                {
                    "lxc.rootfs.path" => $"lxc.rootfs.path = dir:{root}",
                    "lxc.net.0.veth.pair" => $"lxc.net.0.veth.pair = cspeer{number}",
                    "lxc.net.0.hwaddr" => string.Create(CultureInfo.InvariantCulture, $"lxc.net.0.hwaddr = 02:00:00:00:fe:{number:x2}"),
                    // Far from those that our own pool gives out next.
                    "lxc.net.0.ipv4.address" => string.Create(CultureInfo.InvariantCulture, $"lxc.net.0.ipv4.address = 10.83.3.{number + 1}/22"),
                    _ => line.Replace(original, folder, StringComparison.Ordinal).Replace("/" + model.Name, "/" + name, StringComparison.Ordinal).Replace("= " + model.Name, "= " + name, StringComparison.Ordinal),
                });
            await File.WriteAllLinesAsync(Path.Combine(folder, "config"), lines);
        }
        return plain;
    }

    public ProgramCommand Start(int number = 0) => new ProgramCommand("lxc-start")
        .With("--lxcpath", _path, "--name", NameOf(number), "--daemon", "--").With([.. _model.Definition!.Init]);

    public ProgramCommand Kill(int number = 0) => new ProgramCommand("lxc-stop").With("--lxcpath", _path, "--name", NameOf(number), "--kill");

    public Task StartAllAsync() => AllAsync(Start);

    public Task KillAllAsync() => AllAsync(Kill);

    public void Dispose() => new ServerRoots(ThisHost.Host).Remove(RootName);

    private Task AllAsync(Func<int, ProgramCommand> command) => Parallel.ForEachAsync(
        Enumerable.Range(0, _count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await ProgramRunner.RunAsync(command(number)));

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"peer{number}");
}
