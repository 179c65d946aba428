using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.Networks;

/// <summary>What goes wrong with addresses and ports.</summary>
internal static class NetworkFaults
{
    /// <summary>No address is left for another server.</summary>
    /// <param name="subnet">The bridge's network, in CIDR form.</param>
    public static ContainerStateException NoAddress(string subnet) => new(
        ErrorId.AddressesUsedUp,
        $"Every address of {subnet} is taken.",
        "Stop servers that are not needed, or set a larger network with CONTAINERSTATE_SUBNET before the host is set up.",
        subnet);

    /// <summary>A port of the host was to lead to a server, and is taken.</summary>
    /// <param name="address">The host's address; 0.0.0.0 for all.</param>
    /// <param name="port">The port.</param>
    /// <param name="holder">Who has it, such as "server web-1".</param>
    public static ContainerStateException PortInUse(string address, int port, string holder) => new(
        ErrorId.PortInUse,
        string.Create(CultureInfo.InvariantCulture, $"The port {port} of {(address == "0.0.0.0" ? "this host" : address)} is used by {holder}."),
        "Publish another port, or stop what uses it.",
        string.Create(CultureInfo.InvariantCulture, $"{address}:{port}"));
}
