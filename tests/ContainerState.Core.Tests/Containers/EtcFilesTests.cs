using System.Text;
using ContainerState.Containers;
using ContainerState.Networks;

namespace ContainerState.Core.Tests.Containers;

/// <summary>The files of /etc that a server gets, by what its image has there.</summary>
public sealed class EtcFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("containerstate-etc-").FullName;

    public EtcFilesTests() => Directory.CreateDirectory(Path.Combine(_root, "etc"));

    [Fact]
    public void An_image_without_any_gets_all_three()
    {
        var files = Files();

        Assert.Equal("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n10.83.0.9 web\n", files["hosts"]);
        Assert.StartsWith("#", files["resolv.conf"], StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}\n$", files["machine-id"]);
        Assert.NotEqual(files["machine-id"], Files()["machine-id"]);
    }

    [Fact]
    public void An_images_own_hosts_are_kept_and_what_lacks_is_added()
    {
        Write("hosts", "10.0.0.1 db # localhost\n127.0.0.2 LOCALHOST\n10.0.0.2 caf\u00e9");

        Assert.Equal("10.0.0.1 db # localhost\n127.0.0.2 LOCALHOST\n10.0.0.2 caf\u00e9\n10.83.0.9 web\n", Files()["hosts"]);
    }

    [Fact]
    public void Files_with_content_stay_and_empty_ones_do_not()
    {
        Write("resolv.conf", "nameserver 192.0.2.1\n");
        Write("machine-id", "0123456789abcdef0123456789abcdef\n");
        Assert.Equal(["hosts"], Files().Keys);

        Write("resolv.conf", "");
        Write("machine-id", "uninitialized\n");
        Assert.Equal(["hosts", "machine-id", "resolv.conf"], Files().Keys.Order());
    }

    [Fact]
    public void Name_servers_do_not_depend_on_what_the_image_has()
    {
        const string Given = "nameserver 192.0.2.7\nnameserver 192.0.2.8\n";
        Assert.Equal(Given, Files(dns: ["192.0.2.7", "192.0.2.8"])["resolv.conf"]);
        Write("resolv.conf", "nameserver 192.0.2.1\n");
        Assert.Equal(Given, Files(dns: ["192.0.2.7", "192.0.2.8"])["resolv.conf"]);
        File.Delete(Path.Combine(_root, "etc/resolv.conf"));
        File.CreateSymbolicLink(Path.Combine(_root, "etc/resolv.conf"), "../run/systemd/resolve/stub-resolv.conf");
        Assert.Equal(Given, Files(dns: ["192.0.2.7", "192.0.2.8"])["resolv.conf"]);
    }

    [Fact]
    public void A_link_is_left_and_not_followed()
    {
        foreach (var name in (string[])["hosts", "resolv.conf", "machine-id"])
        {
            File.CreateSymbolicLink(Path.Combine(_root, "etc", name), "/etc/passwd");
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void A_folder_in_place_of_hosts_is_replaced_and_others_are_left()
    {
        foreach (var name in (string[])["hosts", "resolv.conf", "machine-id"])
        {
            Directory.CreateDirectory(Path.Combine(_root, "etc", name));
        }

        Assert.Equal(["hosts"], Files().Keys);
    }

    [Fact]
    public void Nothing_is_given_where_etc_is_a_link_or_absent()
    {
        Directory.Delete(Path.Combine(_root, "etc"));
        Assert.Empty(Files());
        File.CreateSymbolicLink(Path.Combine(_root, "etc"), "/etc");
        Assert.Empty(Files(dns: ["192.0.2.7"]));
    }

    [Fact]
    public void A_tmpfs_in_place_of_a_file_stays_what_it_is()
    {
        Assert.Equal(["machine-id", "resolv.conf"], Files(writable: "/etc/hosts").Keys.Order());
        Assert.Equal(["hosts", "machine-id"], Files(writable: "/etc/resolv.conf/x").Keys.Order());
        Assert.Equal(3, Files(writable: "/etc/hosts.d").Count);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_root, "etc", name), text, Encoding.Latin1);

    private Dictionary<string, string> Files(IReadOnlyList<string>? dns = null, string? writable = null) =>
        EtcFiles.For(
            new ContainerSpec
            {
                Name = "web",
                Folder = "/run/x/web",
                RootFolder = _root,
                MappedRoot = _root,
                Init = ["/bin/x"],
                Environment = new Dictionary<string, string>(),
                Writable = writable is null ? [] : [new(writable, 4096, 0x1ed)],
                Limits = new(),
                FirstId = 1000000,
                Network = new ContainerNetwork(7, Subnet.Default, Gateway: false),
            },
            dns ?? []).ToDictionary(file => file.Key, file => Encoding.Latin1.GetString(file.Value), StringComparer.Ordinal);
}
