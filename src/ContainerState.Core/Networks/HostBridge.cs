using System.Globalization;
using System.Text;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Networks;

/// <summary>The bridge that servers are connected to. It is gone after a reboot, and made again by the next start.</summary>
internal sealed class HostBridge(Host host)
{
    public const string Name = "csbr0";

    /// <summary>What the names of its ports begin with.</summary>
    public const string PortPrefix = "csveth";

    // A bridge takes 1,024 ports (BR_MAX_PORTS in the kernel), and numbers them from 1.
    public const int MostPorts = 1023;

    // Fixed, or the bridge would take the lowest of its ports' and change it whenever one comes or goes.
    private const string HardwareAddress = "02:63:73:ff:ff:fe";

    /// <summary>The nft table of the bridge.</summary>
    public const string Table = "containerstate";

    /// <summary>The chain of rules that let servers of one group talk; whoever knows the groups fills it.</summary>
    public const string Peers = "peers";

    // Private networks that few others use; the first that no route of this host overlaps is taken.
    private static readonly string[] Candidates = ["10.83.0.0/22", "10.183.84.0/22", "172.29.84.0/22", "192.168.216.0/22"];

    private string NetworkFile => Path.Combine(host.Run, "network");

    /// <summary>The network of the bridge that is there; null when none is, or not all of it.</summary>
    public Subnet? Find()
    {
        if (!Directory.Exists($"/sys/class/net/{Name}/bridge") || !File.Exists(NetworkFile))
        {
            return null;
        }
        try
        {
            return Subnet.Parse(File.ReadAllText(NetworkFile));
        }
        catch (InvalidNameException)
        {
            return null;
        }
    }

    /// <summary>Makes the bridge when it lacks, and its rules anew. The caller holds the lock.</summary>
    /// <exception cref="HostNotReadyException">Its network is used by something else.</exception>
    public async Task<Subnet> EnsureAsync(CancellationToken cancel)
    {
        await RuleAsync([], cancel);
        if (Find() is { } there)
        {
            return there;
        }
        var subnet = Choose();
        var script = new StringBuilder();
        if (!Directory.Exists($"/sys/class/net/{Name}"))
        {
            script.Append($"link add name {Name} address {HardwareAddress} type bridge stp_state 0 forward_delay 0\n");
        }
        script.Append($"addr replace {subnet.Host}/{subnet.PrefixLength} dev {Name}\nlink set dev {Name} up\n");
        await FeedAsync(new ProgramCommand("ip").With("-batch", "-"), script.ToString(), cancel);
        host.MakeRunFolders();
        // Readable by all: looking at the host needs no root.
        const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        WholeFile.Write(NetworkFile, subnet.ToString(), Everybody, lasting: false);
        return subnet;
    }

    /// <summary>Writes the rules anew, each time, since whoever reloads a firewall of their own takes ours away with theirs.</summary>
    /// <param name="hardwareAddresses">Of servers about to be started: nothing that one before them had there counts for them.</param>
    /// <param name="cancel">Stops it.</param>
    public static Task RuleAsync(IEnumerable<string> hardwareAddresses, CancellationToken cancel) =>
        FeedAsync(new ProgramCommand("nft").With("-f", "-"), HostRules.Text + HostRules.Forget(hardwareAddresses), cancel);

    /// <summary>The network that the bridge would get.</summary>
    public static Subnet Choose()
    {
        var routes = Routes();
        if (Environment.GetEnvironmentVariable("CONTAINERSTATE_SUBNET") is { Length: > 0 } wanted)
        {
            var subnet = Subnet.Parse(wanted);
            return Free(subnet, routes)
                ? subnet
                : throw new HostNotReadyException([$"the network {subnet} of CONTAINERSTATE_SUBNET is routed to another device"]);
        }
        return Candidates.Select(Subnet.Parse).FirstOrDefault(s => Free(s, routes))
            ?? throw new HostNotReadyException(["every network for the bridge is routed to another device; set CONTAINERSTATE_SUBNET to a free one"]);
    }

    /// <summary>The devices that any route leads out of, but the bridge and the loopback.</summary>
    public static IReadOnlyList<string> RoutedDevices() =>
        [.. Routes().Select(r => r.Device).Where(device => device != Name && device != "lo").Distinct(StringComparer.Ordinal)];

    private static Task FeedAsync(ProgramCommand command, string input, CancellationToken cancel) =>
        ProgramRunner.RunAsync(command, async (stream, stop) => await stream.WriteAsync(Encoding.ASCII.GetBytes(input), stop), cancel: cancel);

    private static bool Free(Subnet subnet, IEnumerable<(string Device, uint Network, uint Mask)> routes) =>
        !routes.Any(r => r.Mask != 0 && r.Device != Name && subnet.Overlaps(r.Network, r.Mask));

    private static List<(string Device, uint Network, uint Mask)> Routes()
    {
        // /proc/net/route: device, destination, gateway, flags, refcount, use, metric, mask; addresses in hex, bytes reversed.
        var routes = new List<(string, uint, uint)>();
        foreach (var line in File.ReadLines("/proc/net/route").Skip(1))
        {
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length > 7)
            {
                routes.Add((fields[0], Number(fields[1]), Number(fields[7])));
            }
        }
        return routes;

        static uint Number(string hex) =>
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(uint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
