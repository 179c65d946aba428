using System.Net;
using System.Net.Sockets;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class UnsentBytesTests
{
    [Fact]
    public async Task What_nobody_reads_is_unsent_until_it_is_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var receiver = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);

        var sent = 0L;
        sender.Blocking = false;
        try
        {
            while (true)
            {
                sent += sender.Send(new byte[1 << 16]);
            }
        }
        catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
        {
            Assert.True(UnsentBytes.Any(Environment.ProcessId), $"{sent} bytes were sent and none read");
        }

        for (var block = new byte[1 << 16]; sent > 0;)
        {
            sent -= receiver.Receive(block);
        }
        // Other tests of this process may be sending something just now.
        await Eventually.HoldsAsync(() => !UnsentBytes.Any(Environment.ProcessId), "all was read");
    }

    [Fact]
    public void A_process_that_has_gone_has_sent_nothing() => Assert.False(UnsentBytes.Any(int.MaxValue));
}
