using ContainerState.Hosts;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>Installs what takes logs, for tests.</summary>
internal static class LogReceivers
{
    public static async Task InstallAsync()
    {
        string[] missing = [.. new[] { "rsyslog", "rsyslog-relp", "rsyslog-openssl", "daemon", "socklog", "faketime" }.Where(package => !File.Exists($"/var/lib/dpkg/info/{package}.md5sums"))];
        if (missing.Length > 0)
        {
            await AptInstaller.InstallAsync(missing, _ => { }, CancellationToken.None);
        }
    }
}
