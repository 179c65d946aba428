using ContainerState.Definitions;
using ContainerState.Errors;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What a server finds in /etc that its image does not have, or has in another shape.</summary>
public sealed class EtcTests : ServerTests
{
    [Fact]
    public async Task A_server_knows_localhost_and_its_own_name()
    {
        var server = await StartAsync(TestImage.Shell(
            "busybox httpd -p 8080 -h /srv/www; for h in localhost $(hostname); do busybox wget -q -O - http://$h:8080/index.html; done; cat /etc/hosts; ls -ln /etc/hosts; echo x >> /etc/hosts; cat /etc/passwd; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.StartsWith("hello\nhello\n", console, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n", console, StringComparison.Ordinal);
        Assert.Contains($"{server.Address} {server.Name}\n", console, StringComparison.Ordinal);
        Assert.Matches("-r--r--r-- +1 0 +0 ", console);
        Assert.Contains("can't create /etc/hosts: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("user:x:1000:1000", console, StringComparison.Ordinal);
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
    }

    [Fact]
    public async Task Two_servers_of_an_image_have_different_machine_ids()
    {
        var servers = await StartManyAsync(TestImage.Shell("cat /etc/machine-id; echo done"), new() { Count = 2 });
        var first = await ConsoleAsync(servers[0], "done");
        var second = await ConsoleAsync(servers[1], "done");

        Assert.Matches("^[0-9a-f]{32}\ndone", first);
        Assert.Matches("^[0-9a-f]{32}\ndone", second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Name_servers_are_given_over_nothing_a_link_and_a_folder()
    {
        foreach (var change in (Action<string>[])[
            path => { },
            path => File.CreateSymbolicLink(path, "../run/systemd/resolve/stub-resolv.conf"),
            path => File.CreateSymbolicLink(path, "/etc/passwd"),
            path => Directory.CreateDirectory(path)])
        {
            using var odd = await OddImage.MakeAsync(root =>
            {
                File.Delete(Path.Combine(root, "etc/resolv.conf"));
                change(Path.Combine(root, "etc/resolv.conf"));
            });
            var server = await StartAsync(odd.Shell("cat /etc/resolv.conf; echo done"), new() { Dns = ["198.51.100.2"] });

            Assert.StartsWith("nameserver 198.51.100.2\ndone", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
            await ThisHost.Servers.StopAsync(server);
        }
    }

    [Fact]
    public async Task Files_and_links_of_an_image_keep_what_they_say()
    {
        using var odd = await OddImage.MakeAsync(root =>
        {
            var etc = Path.Combine(root, "etc");
            File.WriteAllText(Path.Combine(etc, "hosts"), "192.0.2.1 db\n");
            File.WriteAllText(Path.Combine(etc, "machine-id"), "0123456789abcdef0123456789abcdef\n");
            File.Delete(Path.Combine(etc, "resolv.conf"));
            File.CreateSymbolicLink(Path.Combine(etc, "resolv.conf"), "/run/own.conf");
            File.WriteAllText(Path.Combine(etc, "key"), "for root\n");
            File.SetUnixFileMode(Path.Combine(etc, "key"), UnixFileMode.UserRead);
            File.SetUnixFileMode(etc, (UnixFileMode)0b111_101_001);
        });
        var server = await StartAsync(odd.Shell("echo own > /run/own.conf; cat /etc/hosts /etc/machine-id /etc/resolv.conf /etc/key; ls -lnd /etc /etc/key; busybox su user -c 'cat /etc/key'; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.StartsWith($"192.0.2.1 db\n127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n{server.Address} {server.Name}\n0123456789abcdef0123456789abcdef\nown\nfor root\n", console, StringComparison.Ordinal);
        Assert.Matches("drwxr-x--x +[0-9]+ 0 +0 ", console);
        Assert.Matches("-r-------- +1 0 +0 ", console);
        Assert.Contains("'/etc/key': Permission denied", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_out_of_an_image_lead_to_nothing_of_the_host()
    {
        var outside = Path.GetTempFileName();
        await File.WriteAllTextAsync(outside, "of the host\n");
        using var odd = await OddImage.MakeAsync(root =>
        {
            File.Delete(Path.Combine(root, "etc/resolv.conf"));
            foreach (var name in (string[])["hosts", "machine-id", "resolv.conf"])
            {
                File.CreateSymbolicLink(Path.Combine(root, "etc", name), outside);
            }
        });
        var server = await StartAsync(odd.Shell("cat /etc/hosts; cat /etc/machine-id; cat /etc/resolv.conf; echo done"), new() { Dns = ["198.51.100.2"] });
        var console = await ConsoleAsync(server, "done");

        Assert.DoesNotContain("of the host", console, StringComparison.Ordinal);
        Assert.Contains("cat: can't open '/etc/hosts': No such file or directory", console, StringComparison.Ordinal);
        Assert.Contains("nameserver 198.51.100.2\n", console, StringComparison.Ordinal);
        Assert.Equal("of the host\n", await File.ReadAllTextAsync(outside));
        File.Delete(outside);
    }

    [Fact]
    public async Task An_image_whose_etc_is_a_link_starts_and_takes_no_name_servers()
    {
        using var odd = await OddImage.MakeAsync(root =>
        {
            Directory.Move(Path.Combine(root, "etc"), Path.Combine(root, "usr/etc"));
            File.CreateSymbolicLink(Path.Combine(root, "etc"), "/etc");
        });
        var server = await StartAsync(odd.Shell("cat /etc/hosts; echo done"));
        Assert.Contains("cat: can't open '/etc/hosts'", await ConsoleAsync(server, "done"), StringComparison.Ordinal);

        var fault = await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(odd.Shell("true"), new() { Dns = ["198.51.100.2"] }));
        Assert.Contains("an image in which /etc is a folder, and not a link", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writable_etc_has_the_files_as_well()
    {
        var image = TestImage.Shell("cat /etc/hosts /etc/machine-id /etc/resolv.conf; echo x > /etc/new && echo written; echo done");
        var server = await StartAsync(
            image with { Definition = image.Definition with { Writable = [.. image.Definition.Writable, new WritablePath("/etc", 1 << 20, 0x1ed)] } },
            new() { Dns = ["198.51.100.2"] });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("127.0.0.1 localhost\n", console, StringComparison.Ordinal);
        Assert.Contains("nameserver 198.51.100.2\n", console, StringComparison.Ordinal);
        Assert.Contains("written\n", console, StringComparison.Ordinal);
    }
}
