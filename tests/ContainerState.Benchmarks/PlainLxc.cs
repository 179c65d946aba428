using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Benchmarks;

/// <summary>A container of plain LXC with the configuration of one of our servers: same image, mounts, limits and network.</summary>
internal sealed class PlainLxc
{
    private readonly string _path;
    private readonly EphemeralServer _model;

    public PlainLxc(BenchmarkWorld world, EphemeralServer model)
    {
        _path = Path.Combine(world.Folder, "lxc");
        _model = model;
        var original = Path.GetDirectoryName(model.ConsolePath)!;
        var folder = Path.Combine(_path, "peer");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(original, "seccomp"), Path.Combine(folder, "seccomp"));
        var lines = File.ReadAllLines(Path.Combine(original, "config"))
            .Select(line => line.StartsWith("lxc.net.0.veth.pair", StringComparison.Ordinal) ? "lxc.net.0.veth.pair = cspeer0" : line)
            .Select(line => line.StartsWith("lxc.net.0.hwaddr", StringComparison.Ordinal) ? "lxc.net.0.hwaddr = 02:00:00:00:fe:01" : line)
            .Select(line => line.StartsWith("lxc.net.0.ipv4.address", StringComparison.Ordinal) ? LastAddress(line) : line)
            .Select(line => line.Replace(original, folder, StringComparison.Ordinal).Replace(model.Name, "peer", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(folder, "config"), lines);
    }

    public ProgramCommand Start => new ProgramCommand("lxc-start")
        .With("--lxcpath", _path, "--name", "peer", "--daemon", "--").With([.. _model.Definition!.Init]);

    public ProgramCommand Kill => new ProgramCommand("lxc-stop").With("--lxcpath", _path, "--name", "peer", "--kill");

    // An address far from those that our own pool gives out next.
    private static string LastAddress(string line)
    {
        var slash = line.LastIndexOf('/');
        var dot = line.LastIndexOf('.', slash);
        return line[..dot] + ".250" + line[slash..];
    }
}
