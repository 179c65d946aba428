using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using ContainerState.Errors;

namespace ContainerState.Networks;

/// <summary>Where a server may connect to beyond the host, by TCP and UDP.</summary>
/// <param name="Network">An IPv4 network, <c>10.0.0.0/8</c>; a single address ends with /32.</param>
/// <param name="Port">The port there; 0 for all.</param>
public sealed record EgressTarget(string Network, int Port)
{
    private const string Rule = "an IPv4 address or network with or without a port, such as 192.0.2.7:443 or 10.0.0.0/8";

    /// <summary>Reads <c>192.0.2.7</c>, <c>192.0.2.7:443</c>, <c>10.0.0.0/8</c> or <c>10.0.0.0/8:53</c>.</summary>
    /// <exception cref="InvalidNameException">It is anything else.</exception>
    public static EgressTarget Parse(string text)
    {
        var colon = text.IndexOf(':');
        var port = colon < 0 ? 0 : PublishedPort.ParsePort(text[(colon + 1)..]);
        var place = colon < 0 ? text : text[..colon];
        var slash = place.IndexOf('/');
        var length = slash < 0 ? 32 : int.TryParse(place.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        var address = PublishedPort.ParseAddress(slash < 0 ? place : place[..slash]);
        if (port is null || address is null || length is < 0 or > 32)
        {
            throw new InvalidNameException("way out", text, Rule);
        }
        var bits = BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(address).GetAddressBytes());
        // A shift by 32 would be one by 0.
        return (length == 0 ? bits : bits & ~(uint.MaxValue << (32 - length))) != 0 && length < 32
            ? throw new InvalidNameException("way out", text, "a network without bits behind its prefix, such as 10.0.0.0/8")
            : new(string.Create(CultureInfo.InvariantCulture, $"{address}/{length}"), port.Value);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Port == 0 ? Network : string.Create(CultureInfo.InvariantCulture, $"{Network}:{Port}");
}
