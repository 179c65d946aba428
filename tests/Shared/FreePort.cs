using System.Net;
using System.Net.Sockets;

namespace ContainerState.Tests;

/// <summary>TCP ports of this host that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>One of them, which is free until somebody takes it.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
