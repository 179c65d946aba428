using System.Net;
using System.Text;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Containers;

/// <summary>The way out of the host, for those containers that were given one. Callers hold the host's lock.</summary>
internal static class Egress
{
    private const string Table = "containerstate";

    /// <summary>Lets exactly these addresses out; takes everything back when there are none.</summary>
    public static async Task ApplyAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancel)
    {
        // In one transaction: the table is made if it lacks, removed, and made anew. nft has no "remove if there".
        var rules = new StringBuilder($"table inet {Table} {{ }}\ndelete table inet {Table}\n");
        if (addresses.Count > 0)
        {
            rules.Append(
                $$"""
                table inet {{Table}} {
                  set egress { type ipv4_addr; elements = { {{string.Join(", ", addresses)}} } }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname "{{HostBridge.Name}}" ip saddr @egress accept
                    iifname "{{HostBridge.Name}}" drop
                    oifname "{{HostBridge.Name}}" ct state established,related accept
                    oifname "{{HostBridge.Name}}" drop
                  }
                  chain nat {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr @egress oifname != "{{HostBridge.Name}}" masquerade
                  }
                }

                """);
        }
        await ProgramRunner.RunAsync(
            new ProgramCommand("nft").With("-f", "-"),
            async (input, stop) => await input.WriteAsync(Encoding.ASCII.GetBytes(rules.ToString()), stop),
            cancel: cancel);
        Forward(addresses.Count > 0);
    }

    private static void Forward(bool on)
    {
        // By device, since ip_forward is everybody's: when the last one goes, the devices follow ip_forward again.
        var value = on ? "1" : File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim();
        foreach (var device in HostBridge.Uplinks().Append(HostBridge.Name))
        {
            var file = $"/proc/sys/net/ipv4/conf/{device}/forwarding";
            if (File.Exists(file))
            {
                File.WriteAllText(file, value);
            }
        }
    }
}
