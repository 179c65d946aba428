using System.Net.Sockets;
using System.Text;

namespace ContainerState.Supervisors;

/// <summary>Tells systemd how we are, as sd_notify(3) describes it; nothing where no service manager listens.</summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;

    private SystemdNotifier(Socket? socket) => _socket = socket;

    /// <summary>The service manager of NOTIFY_SOCKET: the path of a socket, or an abstract one behind an @.</summary>
    public static SystemdNotifier Open()
    {
        var address = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(address) || address[0] is not ('/' or '@'))
        {
            return new(null);
        }
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            return new(socket);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            // The same as with libsystemd: whom nobody hears goes on all the same.
            socket.Dispose();
            return new(null);
        }
    }

    /// <summary>Sends lines such as <c>READY=1</c>.</summary>
    public void Send(params string[] lines)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        }
        catch (SocketException)
        {
            // The manager restarts, or its queue is full; the next message says the same.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
