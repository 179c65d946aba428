using System.Globalization;
using System.Text;
using ContainerState.Platform;

namespace ContainerState.Networks;

/// <summary>The host's rules for what servers may reach and be reached by, in tables of our own. Callers hold the host's lock.</summary>
/// <remarks>They follow from the slots alone, and are always written whole, so that none outlives the server it is for.</remarks>
internal sealed class NetworkRules(Host host)
{
    private const string Table = HostBridge.Table;

    /// <summary>What was applied last; not there when nothing is open.</summary>
    private string Applied => Path.Combine(host.Run, "rules");

    /// <summary>All files of ours.</summary>
    public IReadOnlyList<string> Files => [Applied, Forwarding];

    /// <summary>The devices whose forwarding we turned on, one on a line.</summary>
    private string Forwarding => Path.Combine(host.Run, "forwarding");

    /// <summary>Opens what the servers were given, and closes all else.</summary>
    /// <param name="slots">All servers.</param>
    /// <param name="always">True to apply the rules even when they are those of last time: somebody may have taken them away.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task ApplyAsync(IReadOnlyList<Slot> slots, bool always, CancellationToken cancel)
    {
        // Of one that was killed while it wrote them.
        foreach (var draft in Directory.GetFiles(host.Run).Where(path => Files.Any(file => path.StartsWith(file + ".", StringComparison.Ordinal))))
        {
            File.Delete(draft);
        }
        var open = slots.Where(slot => slot.Access.NeedsGateway || slot.Access.Group.Length > 0).OrderBy(slot => slot.Number).ToList();
        var subnet = new HostBridge(host).Find();
        var any = open.Count > 0 && subnet is not null;
        var rules = any ? Write(open, subnet!) : "";
        if (rules == (File.Exists(Applied) ? await File.ReadAllTextAsync(Applied, cancel) : "") && !(always && any))
        {
            return;
        }
        // The file is there before the first rule and goes after the last, so that no rule is ever forgotten.
        WholeFile.Write(Applied, "?", lasting: false);
        // In one transaction: the table is made if it lacks, removed, and made anew. nft has no "remove if there".
        var script = $$"""
            table inet {{Table}} { }
            delete table inet {{Table}}
            table bridge {{Table}} { chain {{HostBridge.Peers}} { }; }
            flush chain bridge {{Table}} {{HostBridge.Peers}}
            table inet {{HostRules.Table}} { set {{HostRules.Leaving}} { type ipv4_addr; }; }
            flush set inet {{HostRules.Table}} {{HostRules.Leaving}}
            {{rules}}
            """;
        await ProgramRunner.RunAsync(
            new ProgramCommand("nft").With("-f", "-"),
            async (input, stop) => await input.WriteAsync(Encoding.ASCII.GetBytes(script), stop),
            cancel: cancel);
        var publishes = any && open.Exists(slot => slot.Access.Published.Count > 0);
        // Of every network that the host reaches, also those that no default route leads to: answers come back by them.
        Forward(publishes || (any && open.Exists(slot => slot.Access.NeedsGateway)) ? HostBridge.RoutedDevices() : null);
        if (subnet is not null)
        {
            // Lets a connection to the host's own 127.0.0.1 be sent on to a server; the guard keeps servers from using it.
            await File.WriteAllTextAsync($"/proc/sys/net/ipv4/conf/{HostBridge.Name}/route_localnet", publishes ? "1" : "0", cancel);
        }
        if (any)
        {
            WholeFile.Write(Applied, rules, lasting: false);
        }
        else
        {
            File.Delete(Applied);
        }
    }

    /// <summary>The rules, for nft.</summary>
    public static string Write(IReadOnlyList<Slot> open, Subnet subnet)
    {
        var text = new StringBuilder();
        var groups = open.Where(slot => slot.Access.Group.Length > 0).GroupBy(slot => slot.Access.Group, StringComparer.Ordinal).ToList();
        foreach (var group in groups)
        {
            var devices = Set(group.Select(slot => $"\"{ContainerNetwork.DeviceOf(slot.Number)}\""));
            text.Append($"add rule bridge {Table} {HostBridge.Peers} iifname {devices} oifname {devices} accept\n");
        }
        text.Append($$"""
            table inet {{Table}} {
              chain guard {
                type filter hook prerouting priority raw; policy accept;
                iifname "{{HostBridge.Name}}" ip daddr 127.0.0.0/8 drop
              }
              chain forward {
                type filter hook forward priority filter; policy accept;

            """);
        foreach (var group in groups)
        {
            // Where the kernel shows bridged packets to these rules too: br_netfilter.
            var addresses = Set(group.Select(slot => subnet.Server(slot.Number).ToString()));
            text.Append($"iifname \"{HostBridge.Name}\" oifname \"{HostBridge.Name}\" ip saddr {addresses} ip daddr {addresses} accept\n");
        }
        text.Append($"iifname \"{HostBridge.Name}\" oifname \"{HostBridge.Name}\" drop\niifname \"{HostBridge.Name}\" ct state established,related accept\n");
        Leave(text, open, subnet);
        text.Append($$"""
            iifname "{{HostBridge.Name}}" drop
            oifname "{{HostBridge.Name}}" ct state established,related accept
            oifname "{{HostBridge.Name}}" ct status dnat accept
            oifname "{{HostBridge.Name}}" drop
            }

            """);
        Translate(text, open, subnet);
        text.Append("}\n");
        var leaving = open.Where(slot => slot.Access.NeedsGateway).Select(slot => subnet.Server(slot.Number).ToString()).ToList();
        return (leaving.Count > 0 ? text.Append($"add element inet {HostRules.Table} {HostRules.Leaving} {Set(leaving)}\n") : text).ToString();
    }

    private static void Leave(StringBuilder text, IReadOnlyList<Slot> open, Subnet subnet)
    {
        var all = open.Where(slot => slot.Access.Egress).ToList();
        if (all.Count > 0)
        {
            text.Append($"iifname \"{HostBridge.Name}\" ip saddr {Addresses(all)} accept\n");
        }
        foreach (var target in open.SelectMany(slot => slot.Access.Targets.Select(target => (slot, target))).GroupBy(pair => pair.target, pair => pair.slot))
        {
            var port = target.Key.Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" meta l4proto {{ tcp, udp }} th dport {target.Key.Port}");
            text.Append($"iifname \"{HostBridge.Name}\" ip saddr {Addresses(target)} ip daddr {target.Key.Network}{port} accept\n");
        }

        string Addresses(IEnumerable<Slot> slots) => Set(slots.Select(slot => subnet.Server(slot.Number).ToString()).Distinct());
    }

    private static void Translate(StringBuilder text, IReadOnlyList<Slot> open, Subnet subnet)
    {
        var ports = open.Where(slot => slot.TakesConnections)
            .SelectMany(slot => slot.Access.Published.Select(port => (port.Address, port.HostPort, To: $"{subnet.Server(slot.Number)} . {port.Port}")))
            .GroupBy(port => (port.Address, port.HostPort), port => port.To)
            .ToList();
        // Not for servers: those reach each other only in a group. dstnat is -100; nft knows the name in prerouting alone.
        foreach (var (chain, hook, from) in ((string, string, string)[])[("inward", "prerouting", $"iifname != \"{HostBridge.Name}\" "), ("own", "output", "")])
        {
            text.Append($"chain {chain} {{\ntype nat hook {hook} priority -100; policy accept;\n");
            foreach (var port in ports)
            {
                var to = port.Key.Address == PublishedPort.AllAddresses ? "meta nfproto ipv4 fib daddr type local" : $"ip daddr {port.Key.Address}";
                // One after the other, each connection to the next. Connections that are there stay where they are, whatever the rules become.
                var servers = Set(port.Select((server, index) => string.Create(CultureInfo.InvariantCulture, $"{index} : {server}")));
                text.Append(CultureInfo.InvariantCulture, $"{from}{to} tcp dport {port.Key.HostPort} dnat ip to numgen inc mod {port.Count()} map {servers}\n");
            }
            text.Append("}\n");
        }
        var leaving = open.Where(slot => slot.Access.NeedsGateway).Select(slot => subnet.Server(slot.Number).ToString()).ToList();
        text.Append("chain outward {\ntype nat hook postrouting priority srcnat; policy accept;\n");
        if (leaving.Count > 0)
        {
            text.Append($"ip saddr {Set(leaving)} oifname != \"{HostBridge.Name}\" masquerade\n");
        }
        text.Append($"ip saddr 127.0.0.0/8 oifname \"{HostBridge.Name}\" masquerade\n}}\n");
    }

    private static string Set(IEnumerable<string> elements) => $"{{ {string.Join(", ", elements)} }}";

    // By device, since ip_forward is everybody's: when the last one goes, the devices that we turned on follow it again.
    private void Forward(IReadOnlyList<string>? devices)
    {
        var ours = File.Exists(Forwarding) ? File.ReadAllLines(Forwarding).ToHashSet(StringComparer.Ordinal) : [];
        var wanted = devices?.Append(HostBridge.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        // The bridge is ours in any case, also when what was written down of it was lost.
        var turnedOn = wanted.Where(device => device == HostBridge.Name || ours.Contains(device) || Read(device) == "0").ToHashSet(StringComparer.Ordinal);
        if (ours.Count + turnedOn.Count == 0)
        {
            return;
        }
        WholeFile.Write(Forwarding, string.Join('\n', ours.Union(turnedOn).Order(StringComparer.Ordinal)), lasting: false);
        foreach (var device in turnedOn)
        {
            Turn(device, "1");
        }
        foreach (var device in ours.Except(turnedOn))
        {
            Turn(device, File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim());
        }
        if (turnedOn.Count == 0)
        {
            File.Delete(Forwarding);
        }

        static string FileOf(string device) => $"/proc/sys/net/ipv4/conf/{device}/forwarding";
        static string Read(string device) => File.Exists(FileOf(device)) ? File.ReadAllText(FileOf(device)).Trim() : "";
        static void Turn(string device, string value)
        {
            if (File.Exists(FileOf(device)))
            {
                File.WriteAllText(FileOf(device), value);
            }
        }
    }
}
