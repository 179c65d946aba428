namespace ContainerState.Networks;

/// <summary>The rules that hold for all servers as long as the bridge is there, whoever of them may do what.</summary>
internal static class HostRules
{
    /// <summary>The nft table of what passes between servers and the host.</summary>
    public const string Table = HostBridge.Table + "_host";

    /// <summary>The set of addresses of servers with a way out or a published port; whoever knows them fills it.</summary>
    public const string Leaving = "leaving";

    /// <summary>
    /// Connections (and exchanges of datagrams) of one server's making that the host keeps in mind at a time. Each is about
    /// 320 bytes of the kernel's, lasts up to two minutes after its end, and the table of all has room for 262,144 on most hosts.
    /// </summary>
    public const int Tracked = 1024;

    /// <summary>The same for one with a way out.</summary>
    public const int TrackedLeaving = 8192;

    /// <summary>
    /// For nft, in one transaction. Nothing goes from one port to another: a server reaches the host alone, and its group.
    /// Each port without a group is isolated as well, but only once it is there, and a server's first packets are sooner.
    /// What does not go to the host's root, to a published port or to a server as an answer is refused: a user of the host
    /// is nobody to a server. The last chain is empty, and has the kernel translate: it keeps connections through a published port in mind
    /// for two minutes after their end, as from a port of the host, and without a translation it would drop, without a word, whatever the
    /// host sends from that port to the next server with the address. The counts stay when the rules are written anew, and so does what is in the chain of groups.
    /// </summary>
    public static readonly string Text =
        $$"""
        table bridge {{HostBridge.Table}} {
          chain {{HostBridge.Peers}} { }
          chain forward { type filter hook forward priority filter; policy accept; }
        }
        flush chain bridge {{HostBridge.Table}} forward
        table bridge {{HostBridge.Table}} {
          chain forward {
            iifname "{{HostBridge.PortPrefix}}*" oifname "{{HostBridge.PortPrefix}}*" jump {{HostBridge.Peers}}
            iifname "{{HostBridge.PortPrefix}}*" oifname "{{HostBridge.PortPrefix}}*" drop
          }
        }
        table inet {{Table}} {
          set {{Leaving}} { type ipv4_addr; }
          set tracked { type ether_addr; size 2048; flags dynamic; }
          set tracked_leaving { type ether_addr; size 2048; flags dynamic; }
          chain from_servers { type filter hook prerouting priority mangle; policy accept; }
          chain from_host { type filter hook output priority filter; policy accept; }
          chain from_beyond { type filter hook forward priority filter; policy accept; }
          chain to_servers { type nat hook postrouting priority srcnat; policy accept; }
        }
        flush chain inet {{Table}} from_servers
        flush chain inet {{Table}} from_host
        flush chain inet {{Table}} from_beyond
        table inet {{Table}} {
          chain from_servers {
            iifname != "{{HostBridge.Name}}" accept
            ct state != new accept
            ip saddr @{{Leaving}} add @tracked_leaving { ether saddr ct count over {{TrackedLeaving}} } drop
            ip saddr @{{Leaving}} accept
            add @tracked { ether saddr ct count over {{Tracked}} } drop
          }
          chain from_host {
            oifname != "{{HostBridge.Name}}" accept
            meta skuid 0 accept
            ct state established,related accept
            ct status dnat accept
            meta l4proto tcp meta skuid != 0 reject with tcp reset
            meta skuid != 0 reject
          }
          chain from_beyond {
            iifname "{{HostBridge.Name}}" accept
            oifname != "{{HostBridge.Name}}" accept
            ct state established,related accept
            ct status dnat accept
            drop
          }
        }

        """;

    /// <summary>For nft, behind the text: forgets what is counted for these hardware addresses.</summary>
    /// <remarks>An element is added first, since nft has no "remove if there"; one that is there stays as it is, and goes as well.</remarks>
    public static string Forget(IEnumerable<string> hardwareAddresses) => string.Concat(
        from address in hardwareAddresses
        from set in (string[])["tracked", "tracked_leaving"]
        select $"add element inet {Table} {set} {{ {address} }}\ndelete element inet {Table} {set} {{ {address} }}\n");
}
