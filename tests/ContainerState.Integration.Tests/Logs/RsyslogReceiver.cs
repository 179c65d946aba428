using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>A real rsyslog that writes down what it gets, one message on a line.</summary>
internal class RsyslogReceiver(string folder, LogTransport transport, TestAuthority? authority) : IDisposable
{
    public int Port { get; } = FreePort();

    /// <summary>What it got.</summary>
    public string Received => Path.Combine(folder, "received");

    protected string Folder => folder;

    protected LogTransport Transport => transport;

    protected TestAuthority? Authority => authority;

    protected string ProcessFile => Path.Combine(folder, "receiver.pid");

    public IReadOnlyList<ReceivedLine> Lines() => ReceivedLine.ReadAll(Received);

    public virtual async Task StartAsync()
    {
        var configuration = Path.Combine(folder, "receiver.conf");
        await File.WriteAllTextAsync(configuration, Configuration());
        File.Delete(ProcessFile);
        await ProgramRunner.RunAsync(new ProgramCommand("rsyslogd").With("-f", configuration, "-i", ProcessFile));
        await WaitForPortAsync();
    }

    public void Stop()
    {
        if (!File.Exists(ProcessFile))
        {
            return;
        }
        var id = int.Parse(File.ReadAllText(ProcessFile), CultureInfo.InvariantCulture);
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit(5000);
        File.Delete(ProcessFile);
    }

    public void Dispose() => Stop();

    protected async Task WaitForPortAsync()
    {
        for (var tries = 0; transport != LogTransport.Udp; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (tries < 200)
            {
                await Task.Delay(20);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Configuration()
    {
        var (module, input) = transport switch
        {
            LogTransport.Udp => ("imudp", ""),
            LogTransport.Tcp => ("imtcp", ""),
            LogTransport.Tls => ("imtcp", $" streamDriver.name=\"ossl\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\""),
            LogTransport.Relp => ("imrelp", " maxDataSize=\"64k\""),
            _ => ("imrelp", $" maxDataSize=\"64k\" tls=\"on\" tls.caCert=\"{authority!.File}\" tls.myCert=\"{authority.Certificate}\" tls.myPrivKey=\"{authority.Key}\" tls.authMode=\"certvalid\""),
        };
        // In RELP's own TLS, the client need not show a certificate; a mode that asks for none has no name of its own.
        input = input.Replace(" tls.authMode=\"certvalid\"", "", StringComparison.Ordinal);
        var driver = transport == LogTransport.Tls
            ? $" defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\"{authority!.File}\" defaultNetstreamDriverCertFile=\"{authority.Certificate}\" defaultNetstreamDriverKeyFile=\"{authority.Key}\""
            : "";
        var moduleOptions = module switch { "imrelp" => " tls.tlslib=\"openssl\"", "imtcp" => input, _ => "" };
        var inputOptions = module == "imrelp" ? input : "";
        return $$"""
            global(workDirectory="{{folder}}" maxMessageSize="64k"{{driver}})
            module(load="{{module}}"{{moduleOptions}})
            template(name="raw" type="string" string="%rawmsg%\n")
            ruleset(name="all") { action(type="omfile" file="{{Received}}" template="raw") }
            input(type="{{module}}" port="{{Port}}" ruleset="all"{{inputOptions}})

            """;
    }
}
