using System.Globalization;
using System.Net;

namespace ContainerState.Networks;

/// <summary>A container's connection to the bridge. All of it follows from the slot.</summary>
/// <param name="Slot">The container's number.</param>
/// <param name="Subnet">The bridge's network.</param>
/// <param name="Gateway">True for a route beyond the bridge.</param>
/// <param name="Isolated">False when other servers may reach it, if rules say so.</param>
internal sealed record ContainerNetwork(int Slot, Subnet Subnet, bool Gateway, bool Isolated = true)
{
    /// <summary>Its end on the host. A device's name has at most 15 characters.</summary>
    public string Device => DeviceOf(Slot);

    /// <summary>Its address.</summary>
    public IPAddress Address => Subnet.Server(Slot);

    /// <summary>
    /// Bound to the address, so that the host's neighbour table stays true when the next server gets the same one.
    /// </summary>
    public string HardwareAddress => HardwareAddressOf(Slot);

    /// <summary>The hardware address of a slot.</summary>
    public static string HardwareAddressOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"02:63:73:00:{slot >> 8:x2}:{slot & 0xff:x2}");

    /// <summary>The device of a slot.</summary>
    public static string DeviceOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"{HostBridge.PortPrefix}{slot}");

    /// <summary>True while the device is on the host.</summary>
    public static bool Exists(int slot) => Directory.Exists($"/sys/class/net/{DeviceOf(slot)}");

    /// <summary>Lets an isolated port talk to the host alone, not to other ports.</summary>
    public void Isolate()
    {
        if (Isolated)
        {
            File.WriteAllText($"/sys/class/net/{Device}/brport/isolated", "1");
        }
    }
}
