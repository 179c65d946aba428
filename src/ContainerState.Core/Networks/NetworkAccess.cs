using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Networks;

/// <summary>Whom a server reaches beyond the host, and who reaches it. Nobody, when nothing is said.</summary>
public sealed record NetworkAccess
{
    private const int MostItems = 100;

    /// <summary>The host's ports that lead to the server.</summary>
    public IReadOnlyList<PublishedPort> Published { get; init => field = new TextList<PublishedPort>(value ?? []); } = new TextList<PublishedPort>([]);

    /// <summary>True when it may connect to everything that the host reaches.</summary>
    public bool Egress { get; init; }

    /// <summary>Where it may connect to, when not everywhere.</summary>
    public IReadOnlyList<EgressTarget> EgressTo { get; init => field = new TextList<EgressTarget>(value ?? []); } = new TextList<EgressTarget>([]);

    /// <summary>The IPv4 addresses of its name servers, whose port 53 it may use.</summary>
    public IReadOnlyList<string> Dns { get; init => field = new TextList<string>(value ?? []); } = new TextList<string>([]);

    /// <summary>Servers that name the same group reach each other; empty for none.</summary>
    public string Group { get; init; } = "";

    /// <summary>The name that servers share which publish the same ports together; empty for one that publishes for itself.</summary>
    /// <remarks>A connection to such a port goes to one of those of them that take connections.</remarks>
    public string Fleet { get; init => field = value ?? ""; } = "";

    /// <summary>True when packets must find their way from the server to beyond the bridge: its own, or its answers.</summary>
    internal bool NeedsGateway => Egress || EgressTo.Count > 0 || Dns.Count > 0 || Published.Count > 0;

    /// <summary>All that it may connect to by itself.</summary>
    internal IEnumerable<EgressTarget> Targets => EgressTo.Concat(Dns.Select(address => new EgressTarget(address + "/32", 53)));

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InvalidNameException">Something of it is not usable.</exception>
    public static NetworkAccess Parse(
        IReadOnlyList<string> publish, bool egress, IReadOnlyList<string> egressTo, IReadOnlyList<string> dns, string? group)
    {
        if (egress && egressTo.Count > 0)
        {
            throw new InvalidNameException("way out", string.Join(',', egressTo), "either a list of places, or a way out to all of them");
        }
        foreach (var list in (IReadOnlyList<string>[])[publish, egressTo, dns])
        {
            if (list.Count > MostItems)
            {
                throw new InvalidNameException("list", string.Join(',', list), $"at most {MostItems} items");
            }
        }
        var published = publish.Select(PublishedPort.Parse).ToList();
        foreach (var port in published)
        {
            if (published.Exists(other => !ReferenceEquals(port, other) && port.Overlaps(other)))
            {
                throw new InvalidNameException("published port", port.ToString(), "each port of the host once");
            }
        }
        return new()
        {
            Published = published,
            Egress = egress,
            EgressTo = [.. egressTo.Select(EgressTarget.Parse).Distinct()],
            Dns = [.. dns.Select(RequireAddress).Distinct(StringComparer.Ordinal)],
            Group = group is null ? "" : RequireGroup(group),
        };
    }

    /// <summary>One line for each thing, as <see cref="FromLines"/> reads it.</summary>
    internal IEnumerable<string> ToLines() =>
    [
        .. Published.Select(port => $"publish {port}"),
        .. EgressTo.Select(target => $"egress {target}"),
        .. Dns.Select(address => $"dns {address}"),
        .. (string[])(Group.Length > 0 ? [$"group {Group}"] : []),
        .. (string[])(Fleet.Length > 0 ? [$"fleet {Fleet}"] : []),
    ];

    /// <summary>Reads the lines again.</summary>
    /// <exception cref="InvalidNameException">They are damaged.</exception>
    internal static NetworkAccess FromLines(IEnumerable<string> lines, bool egress)
    {
        var all = lines.Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).ToLookup(words => words[0], words => words[1], StringComparer.Ordinal);
        return Parse([.. all["publish"]], egress, [.. all["egress"]], [.. all["dns"]], all["group"].FirstOrDefault())
            .In(all["fleet"].FirstOrDefault() ?? "");
    }

    /// <summary>The same for a server that publishes its ports, if it has any, together with others.</summary>
    /// <param name="fleet">The name that they share; empty for none.</param>
    /// <exception cref="InvalidNameException">It is not usable.</exception>
    internal NetworkAccess In(string fleet) => this with
    {
        Fleet = Published.Count == 0 || fleet.Length == 0 ? ""
            : StateNames.IsServerName(fleet) ? fleet : throw new InvalidNameException("fleet", fleet, StateNames.ServerRule),
    };

    /// <summary>True when both may have a port: they are of one fleet, and mean the same address of the host.</summary>
    internal bool SharesWith(NetworkAccess other, PublishedPort port) =>
        Fleet.Length > 0 && Fleet == other.Fleet && other.Published.Where(port.Overlaps).All(theirs => theirs.Address == port.Address);

    /// <summary>What is open, one word and value each; empty when only the host is reached.</summary>
    public override string ToString() => string.Join("; ", Egress ? ToLines().Prepend("egress all") : ToLines());

    private static string RequireAddress(string text) =>
        PublishedPort.ParseAddress(text) ?? throw new InvalidNameException("name server", text, "an IPv4 address, such as 192.0.2.53");

    private static string RequireGroup(string text) =>
        StateNames.IsServerName(text) ? text : throw new InvalidNameException("group", text, StateNames.ServerRule);
}
