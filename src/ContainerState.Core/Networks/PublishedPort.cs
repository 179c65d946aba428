using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerState.Errors;

namespace ContainerState.Networks;

/// <summary>A TCP port of the host that leads to one of a server.</summary>
/// <param name="Address">The host's IPv4 address that it is served on; 0.0.0.0 for all of them.</param>
/// <param name="HostPort">The host's port.</param>
/// <param name="Port">The server's port.</param>
public sealed record PublishedPort(string Address, int HostPort, int Port)
{
    /// <summary>All addresses of the host.</summary>
    public const string AllAddresses = "0.0.0.0";

    private const string Rule = "HOSTPORT:PORT or ADDRESS:HOSTPORT:PORT, such as 8080:80 or 127.0.0.1:8080:80, with an IPv4 address and ports from 1 to 65535";

    /// <summary>Reads <c>8080:80</c>, <c>8080</c> for the same port on both sides, or <c>127.0.0.1:8080:80</c>.</summary>
    /// <exception cref="InvalidNameException">It is anything else.</exception>
    public static PublishedPort Parse(string text)
    {
        var parts = text.Split(':');
        var address = parts.Length == 3 ? ParseAddress(parts[0]) : AllAddresses;
        return parts.Length <= 3 && address is not null && ParsePort(parts[^1]) is { } port && ParsePort(parts.Length == 1 ? parts[0] : parts[^2]) is { } hostPort
            ? new(address, hostPort, port)
            : throw new InvalidNameException("published port", text, Rule);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Address == AllAddresses ? "" : Address + ":")}{HostPort}:{Port}");

    /// <summary>True when one connection could be meant for both.</summary>
    internal bool Overlaps(PublishedPort other) =>
        HostPort == other.HostPort && (Address == other.Address || Address == AllAddresses || other.Address == AllAddresses);

    /// <summary>An IPv4 address in its one usual form; null for anything else.</summary>
    internal static string? ParseAddress(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text ? text : null;

    /// <summary>A port; null for anything else.</summary>
    internal static int? ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
}
