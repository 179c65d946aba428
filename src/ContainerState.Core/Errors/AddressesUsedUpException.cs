namespace ContainerState.Errors;

/// <summary>No address is left for another server.</summary>
/// <param name="subnet">The bridge's network, in CIDR form.</param>
public sealed class AddressesUsedUpException(string subnet)
    : ContainerStateException(
        $"Every address of {subnet} is taken.",
        "Stop servers that are not needed, or set a larger network with CONTAINERSTATE_SUBNET before the host is set up.",
        subnet)
{
    /// <summary>The bridge's network, in CIDR form.</summary>
    public string Subnet { get; } = subnet;
}
