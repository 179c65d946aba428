using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What a server may write begins as its image has it.</summary>
public sealed class WritableTests : ServerTests
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task The_folders_of_packages_are_there_with_their_owners()
    {
        using var image = await OddImage.MakeAsync(root =>
        {
            Make(root, "var/log/nginx", 33, 4, Closed | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.SetGroup);
            Make(root, "var/log/nginx/deep/er", 0, 0, Closed);
            File.WriteAllText(Path.Combine(root, "var/log/nginx/old.log"), "of the image");
            File.CreateSymbolicLink(Path.Combine(root, "var/log/link"), "/etc");
        });

        var server = await StartAsync(image.Shell("busybox find /var/log | sort; ls -ldn /var/log/nginx; echo x > /var/log/nginx/access.log && echo written; busybox df -k /var/log | tail -n 1; echo done", new WritablePath("/var/log", 1 << 20, 0x1ed)));

        var said = await ConsoleAsync(server, "done");
        Assert.Contains("\n/var/log/nginx\n/var/log/nginx/deep\n/var/log/nginx/deep/er\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("old.log", said, StringComparison.Ordinal);
        Assert.DoesNotContain("/var/log/link", said, StringComparison.Ordinal);
        Assert.Matches(@"drwxr-s--- +\d+ 33 +4 ", said);
        Assert.Contains("written", said, StringComparison.Ordinal);
        Assert.Matches(@"\b1024 +\d+", said);
    }

    [Fact]
    public async Task A_tmpfs_has_the_owner_and_mode_of_the_images_folder()
    {
        using var image = await OddImage.MakeAsync(root => Make(root, "var/lib/postgresql", 104, 109, Closed));

        var server = await StartAsync(image.Shell(
            "ls -ldn /var/lib/postgresql; echo done", new WritablePath("/var/lib/postgresql", 1 << 20, 0x1ed)));

        Assert.Matches(@"drwx------ +\d+ 104 +109 ", await ConsoleAsync(server, "done"));
    }

    [Fact]
    public async Task What_the_definition_says_counts_more_than_the_image()
    {
        using var image = await OddImage.MakeAsync(root => Make(root, "var/lib/app", 104, 109, Closed));

        var server = await StartAsync(image.Shell("ls -ldn /var/lib/app; echo done", new WritablePath("/var/lib/app", 1 << 20, 0x1ed) { ModeIsGiven = true, Owner = "root" }));

        Assert.Matches(@"drwxr-xr-x +\d+ 0 +0 ", await ConsoleAsync(server, "done"));
    }

    [Fact]
    public async Task One_that_is_mounted_below_another_goes_on_top_of_it()
    {
        using var image = await OddImage.MakeAsync(root =>
        {
            Make(root, "var/log/nginx", 33, 33, Closed);
            Make(root, "var/log/other", 0, 0, Closed);
        });

        var server = await StartAsync(image.Shell(
            "busybox grep -E ' /var/log' /proc/self/mounts; ls -1 /var/log; echo done", new("/var/log", 1 << 20, 0x1ed), new("/var/log/nginx", 2 << 20, 0x1ed)));

        var said = await ConsoleAsync(server, "done");
        Assert.Contains("nginx\nother\n", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split('\n').Count(line => line.Contains(" /var/log", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_secret_belongs_to_the_servers_user_or_to_whom_it_is_given()
    {
        var image = TestImage.Image(new ServerDefinition
        {
            Name = "secret",
            User = new("user") { Id = 1000, GroupId = 1000 },
            Init = ["/bin/sh", "-c", "cat /run/secrets/key; ls -ln /run/secrets; echo done; exec sleep 1000"],
            Writable = [new("/run", 1 << 20, 0x1ed)],
        });

        var server = await StartAsync(image, new()
        {
            Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["key"] = Encoding.UTF8.GetBytes("a secret\n"), ["named"] = [1], ["number"] = [1] },
            SecretAccess = new Dictionary<string, SecretAccess>(StringComparer.Ordinal) { ["named"] = new("root", "0440"), ["number"] = new("33") },
        });

        var said = await ConsoleAsync(server, "done");
        Assert.StartsWith("a secret\n", said, StringComparison.Ordinal);
        Assert.Matches(@"-r-------- +1 1000 +1000 .* key\n", said);
        Assert.Matches(@"-r--r----- +1 0 +0 .* named\n", said);
        Assert.Matches(@"-r-------- +1 33 +33 .* number\n", said);
        var fault = await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(image, new()
        {
            Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["key"] = [1] },
            SecretAccess = new Dictionary<string, SecretAccess>(StringComparer.Ordinal) { ["key"] = new("nobody-there") },
        }));
        Assert.Contains("/etc/passwd", fault.Message, StringComparison.Ordinal);
    }

    private static void Make(string root, string path, uint user, uint group, UnixFileMode mode)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, path)).FullName;
        Assert.Equal(0, LibC.ChangeOwner(folder, user, group));
        File.SetUnixFileMode(folder, mode);
    }
}
