using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
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
    public async Task With_copy_true_files_and_links_are_there()
    {
        using var image = await OddImage.MakeAsync(root =>
        {
            Make(root, "var/lib/x/deep", 33, 4, Closed);
            Put(root, "var/lib/x/deep/data", new string('a', 3_000_000), 33, 4, Closed & ~UnixFileMode.UserExecute);
            Put(root, "var/lib/x/with blank; $(touch x)'\n", "odd name", 0, 0, Closed);
            Put(root, "var/lib/x/rights", "set-user-id", 0, 0, (UnixFileMode)0xfed);
            File.CreateSymbolicLink(Path.Combine(root, "var/lib/x/link"), "/etc/shadow");
            Assert.Equal(0, LibC.ChangeOwner(Path.Combine(root, "var/lib/x/link"), 33, 33));
            File.CreateSymbolicLink(Path.Combine(root, "var/lib/x/away"), "/proc/1/root");
        });

        var server = await StartAsync(image.Shell(
            "cd /var/lib/x; ls -ln deep; ls -ln . | busybox grep -v total; busybox stat -c '%n %Y' deep/data deep link . ; busybox wc -c deep/data; cat with*; echo; "
            + "echo more >> deep/data && echo appended; cat /sys/fs/cgroup/memory*/memory.stat /sys/fs/cgroup/memory.stat | busybox grep -E '^(shmem|total_shmem) '; echo done",
            new WritablePath("/var/lib/x", 8 << 20, 0x1ed) { Copy = true }));

        var said = await ConsoleAsync(server, "done");
        Assert.Matches(@"-rw------- +1 33 +4 +3000000 .* data\n", said);
        Assert.Matches(@"drwx------ +\d+ 33 +4 .* deep\n", said);
        Assert.Matches(@"lrwxrwxrwx +1 33 +33 .* link -> /etc/shadow\n", said);
        Assert.Contains(" away -> /proc/1/root\n", said, StringComparison.Ordinal);
        Assert.Matches(@"-rwxr-xr-x +1 0 +0 .* rights\n", said);
        // The time of all that is in such an image.
        Assert.Contains("deep/data 0\ndeep 0\nlink 0\n. 0\n", said, StringComparison.Ordinal);
        Assert.Contains("3000000 deep/data\nodd name\nappended\n", said, StringComparison.Ordinal);
        // It counts in the server's memory.
        Assert.True(Regex.Matches(said, @"shmem (\d+)").Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Max() >= 3_000_000, said);
        Assert.Empty(Directory.EnumerateFileSystemEntries(ThisHost.Host.Inputs));

        var fault = await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(image.Shell("echo", new WritablePath("/var/lib/x", 1 << 20, 0x1ed) { Copy = true })));
        Assert.Contains("it is 1MiB", fault.Message, StringComparison.Ordinal);
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

    private static void Put(string root, string path, string text, uint user, uint group, UnixFileMode mode)
    {
        var file = Path.Combine(root, path);
        File.WriteAllText(file, text);
        Assert.Equal(0, LibC.ChangeOwner(file, user, group));
        File.SetUnixFileMode(file, mode);
    }

    private static void Make(string root, string path, uint user, uint group, UnixFileMode mode)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, path)).FullName;
        Assert.Equal(0, LibC.ChangeOwner(folder, user, group));
        File.SetUnixFileMode(folder, mode);
    }
}
