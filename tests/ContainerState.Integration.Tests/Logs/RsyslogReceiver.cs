using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>rsyslog.</summary>
internal sealed class RsyslogReceiver(string folder, LogTransport transport, TestAuthority? authority) : LogReceiver(folder, transport, authority)
{
    protected override async Task RunAsync()
    {
        var configuration = Path.Combine(Folder, "receiver.conf");
        await File.WriteAllTextAsync(configuration, Configuration());
        await ProgramRunner.RunAsync(new ProgramCommand("rsyslogd").With("-f", configuration, "-i", ProcessFile));
    }

    private string Configuration()
    {
        var (module, input) = Transport switch
        {
            LogTransport.Udp => ("imudp", ""),
            LogTransport.Tcp => ("imtcp", ""),
            LogTransport.Tls => ("imtcp", " streamDriver.name=\"ossl\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\""),
            LogTransport.Relp => ("imrelp", " maxDataSize=\"64k\""),
            _ => ("imrelp", $" maxDataSize=\"64k\" tls=\"on\" tls.caCert=\"{Authority!.File}\" tls.myCert=\"{Authority.Certificate}\" tls.myPrivKey=\"{Authority.Key}\""),
        };
        var driver = Transport == LogTransport.Tls
            ? $" defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\"{Authority!.File}\" defaultNetstreamDriverCertFile=\"{Authority.Certificate}\" defaultNetstreamDriverKeyFile=\"{Authority.Key}\""
            : "";
        var moduleOptions = module switch { "imrelp" => " tls.tlslib=\"openssl\"", "imtcp" => input, _ => "" };
        var inputOptions = module == "imrelp" ? input : "";
        return $$"""
            global(workDirectory="{{Folder}}" maxMessageSize="64k"{{driver}})
            module(load="{{module}}"{{moduleOptions}})
            template(name="raw" type="string" string="%rawmsg%\n")
            ruleset(name="all") { action(type="omfile" file="{{Received}}" template="raw") }
            input(type="{{module}}" port="{{Port}}" ruleset="all"{{inputOptions}})

            """;
    }
}
