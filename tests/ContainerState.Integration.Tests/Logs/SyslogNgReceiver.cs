using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>syslog-ng, which cannot be installed beside rsyslog, and so runs from a folder.</summary>
internal sealed class SyslogNgReceiver(string folder, LogTransport transport, TestAuthority? authority) : LogReceiver(folder, transport, authority)
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "containerstate-test-syslog-ng");

    public static async Task UnpackAsync()
    {
        if (Directory.Exists(Root))
        {
            return;
        }
        var work = Directory.CreateTempSubdirectory("containerstate-test-syslog-ng-").FullName;
        var packages = Directory.CreateDirectory(Path.Combine(work, "packages")).FullName;
        await ProgramRunner.RunAsync((new ProgramCommand("apt-get") { WorkingDirectory = packages }).With("download", "syslog-ng-core", "libivykis0", "libnet1", "libwrap0"));
        foreach (var package in Directory.GetFiles(packages))
        {
            await ProgramRunner.RunAsync(new ProgramCommand("dpkg-deb").With("-x", package, work));
        }
        Directory.Move(work, Root);
    }

    protected override async Task RunAsync()
    {
        var configuration = Path.Combine(Folder, "syslog-ng.conf");
        await File.WriteAllTextAsync(configuration, Configuration());
        await ProgramRunner.RunAsync(new ProgramCommand(Path.Combine(Root, "usr/sbin/syslog-ng"))
            .WithEnvironment("LD_LIBRARY_PATH", $"{Root}/usr/lib/syslog-ng:{Root}/usr/lib/x86_64-linux-gnu")
            .With("--process-mode=background", "--no-caps", "-f", configuration, "--pidfile", ProcessFile)
            .With("--persist-file", Path.Combine(Folder, "syslog-ng.persist"), "--control", Path.Combine(Folder, "syslog-ng.ctl"))
            .With("--module-path", $"{Root}/usr/lib/syslog-ng/3.38"));
    }

    // What is written down is what it parsed.
    private string Configuration()
    {
        var tls = Transport == LogTransport.Tls
            ? $" tls(key-file(\"{Authority!.Key}\") cert-file(\"{Authority.Certificate}\") peer-verify(optional-untrusted))"
            : "";
        var data = string.Join(' ', new[] { "server", "image", "commit", "start", "seq", "bytes" }
            .Select(name => $"{name}=\\\"${{.SDATA.containerstate@32473.{name}}}\\\""));
        return $$"""
            @version: 3.38
            options { keep-hostname(yes); use-dns(no); log-msg-size(65536); };
            source s { syslog(ip("127.0.0.1") port({{Port}}) transport("{{(Transport == LogTransport.Tls ? "tls" : "tcp")}}"){{tls}} max-connections(100)); };
            destination d { file("{{Received}}" template("<${PRI}>1 ${ISODATE} ${HOST} ${PROGRAM} - - [containerstate@32473 {{data}}] ${MESSAGE}\n")); };
            log { source(s); destination(d); flags(flow-control); };

            """;
    }
}
