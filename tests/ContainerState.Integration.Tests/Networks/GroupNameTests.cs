using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>Names of servers in the hosts file of those of their group.</summary>
public sealed class GroupNameTests : ServerTests
{
    [Fact]
    public async Task Servers_of_a_group_find_each_other_by_name_as_they_come_and_go()
    {
        const string There = "grep -v '^#' /etc/hosts | grep -q t-late";
        var script = $"until {There}; do sleep 0.1; done; for h in t-late-7 t-late; do until busybox wget -q -O - http://$h:8080/; do sleep 0.1; done; done; ls -ln /etc/hosts; echo x >> /etc/hosts; while {There}; do sleep 0.1; done; echo done";
        var first = await StartAsync(TestImage.Shell(script), new() { Group = "blue" });
        var stranger = await StartAsync(TestImage.Shell("sleep 3; cat /etc/hosts; echo done"), new() { Group = "red" });
        var late = await StartAsync(TestImage.Shell("busybox httpd -p 8080 -h /srv/www; cat /etc/hosts; echo done"), new() { Name = "t-late-7", Group = "blue" });

        var known = await ConsoleAsync(late, "done");
        Assert.Contains($"\n{first.Address} {first.Name} ", known.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => File.ReadAllText(first.ConsolePath).Split("hello").Length == 3);
        Assert.DoesNotContain("t-late", await ConsoleAsync(stranger, "done"), StringComparison.Ordinal);
        await ThisHost.Servers.StopAsync(late);
        var console = await ConsoleAsync(first, "done");

        Assert.Matches("-rw-r--r-- +1 0 +0 ", console);
        Assert.Contains("can't create /etc/hosts: Read-only file system", console, StringComparison.Ordinal);
        await ThisHost.Servers.StopAsync(first);
        await ThisHost.Servers.StopAsync(stranger);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(ThisHost.Host.Run, "groups")));
    }
}
