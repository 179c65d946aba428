using System.Globalization;
using System.Net;

namespace ContainerState.Platform;

/// <summary>A TCP socket as the kernel lists it.</summary>
/// <param name="Address">Its own address; that of IPv4 where it is one in IPv6's form.</param>
/// <param name="Port">Its own port.</param>
/// <param name="State">Its state, a number of the kernel's: include/net/tcp_states.h.</param>
internal readonly record struct TcpSocket(IPAddress Address, int Port, byte State)
{
    private const byte SynReceived = 3;
    private const byte Established = 1;
    private const byte FinWait1 = 4;
    private const byte CloseWait = 8;
    private const byte LastAck = 9;
    private const byte Listen = 10;
    private const byte Closing = 11;

    /// <summary>True when it waits for connections.</summary>
    public bool Listens => State == Listen;

    /// <summary>True for a connection that may still carry something, in either direction.</summary>
    public bool IsOpen => State is Established or SynReceived or FinWait1 or CloseWait or LastAck or Closing;

    /// <summary>All sockets of the network that a process is in.</summary>
    /// <param name="process">Its id, or <c>self</c>.</param>
    public static IEnumerable<TcpSocket> ReadAll(string process) => Read(process, "tcp").Concat(Read(process, "tcp6"));

    private static IEnumerable<TcpSocket> Read(string process, string protocol)
    {
        // proc(5), net/tcp: 2 local address and port in hex, 4 state. The address is in words of the processor's order.
        var file = $"/proc/{process}/net/{protocol}";
        foreach (var line in File.Exists(file) ? File.ReadLines(file).Skip(1) : [])
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 3 && fields[1].Split(':') is [var address, var port])
            {
                yield return new(
                    ReadAddress(address),
                    int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    byte.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }
    }

    private static IPAddress ReadAddress(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var word = 0; BitConverter.IsLittleEndian && word < bytes.Length; word += 4)
        {
            Array.Reverse(bytes, word, 4);
        }
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
