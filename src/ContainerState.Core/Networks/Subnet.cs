using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using ContainerState.Errors;

namespace ContainerState.Networks;

/// <summary>The IPv4 network of the bridge. Its first address is the host's, the others are the servers'.</summary>
/// <param name="First">The network's address, as a number.</param>
/// <param name="PrefixLength">16 to 29.</param>
internal sealed record Subnet(uint First, int PrefixLength)
{
    /// <summary>The network that is taken when nothing else is said.</summary>
    public static readonly Subnet Default = Parse("10.83.0.0/22");

    /// <summary>The host's address on the bridge.</summary>
    public IPAddress Host => At(1);

    /// <summary>How many servers it has addresses for.</summary>
    public int Servers => (1 << (32 - PrefixLength)) - 3;

    /// <summary>The address of a server.</summary>
    public IPAddress Server(int slot) => At((uint)slot + 2);

    /// <summary>Reads <c>10.83.0.0/22</c>.</summary>
    /// <exception cref="InvalidNameException">It is anything else.</exception>
    public static Subnet Parse(string text)
    {
        var slash = text.IndexOf('/');
        if (slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            && address.GetAddressBytes() is { Length: 4 } bytes
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            && prefix is >= 16 and <= 29)
        {
            var subnet = new Subnet(BinaryPrimitives.ReadUInt32BigEndian(bytes), prefix);
            if ((subnet.First & ~subnet.Mask) == 0)
            {
                return subnet;
            }
        }
        throw new InvalidNameException("network", text, "an IPv4 network from /16 to /29, such as 10.83.0.0/22");
    }

    /// <summary>True when the two share an address.</summary>
    public bool Overlaps(uint other, uint otherMask) => ((First ^ other) & Mask & otherMask) == 0;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{At(0)}/{PrefixLength}";

    private uint Mask => uint.MaxValue << (32 - PrefixLength);

    private IPAddress At(uint offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, First + offset);
        return new IPAddress(bytes);
    }
}
