using System.Globalization;

namespace ContainerState.Errors;

/// <summary>A port of the host was to lead to a server, and is taken.</summary>
/// <param name="address">The host's address; 0.0.0.0 for all.</param>
/// <param name="port">The port.</param>
/// <param name="holder">Who has it, such as "server web-1".</param>
public sealed class PortInUseException(string address, int port, string holder)
    : ContainerStateException(
        string.Create(CultureInfo.InvariantCulture, $"The port {port} of {(address == "0.0.0.0" ? "this host" : address)} is used by {holder}."),
        "Publish another port, or stop what uses it.",
        string.Create(CultureInfo.InvariantCulture, $"{address}:{port}"))
{
    /// <summary>The host's address; 0.0.0.0 for all.</summary>
    public string Address { get; } = address;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>Who has it.</summary>
    public string Holder { get; } = holder;
}
