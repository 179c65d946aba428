using System.Net;
using System.Net.Sockets;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>Something that listens where a log server should be: it reads nothing, and may say something.</summary>
internal sealed class BadLogServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly List<Socket> _connections = [];
    private readonly Task _work;

    public BadLogServer(int port, byte[] says)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        // Small, so that it does not hold what is sent before anybody has read it.
        _listener.Server.ReceiveBufferSize = 4096;
        _listener.Start();
        _work = Task.Run(async () =>
        {
            while (true)
            {
                var connection = await _listener.AcceptSocketAsync();
                _connections.Add(connection);
                if (says.Length > 0)
                {
                    await connection.SendAsync(says);
                }
            }
        });
    }

    public void Dispose()
    {
        _listener.Dispose();
        Task.WaitAny(_work);
        _connections.ForEach(connection => connection.Dispose());
    }
}
