using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class SecretTests : ServerTests
{
    private const string Value = "s3cret-0b5f";

    [Fact]
    public async Task A_secret_is_in_memory_only_root_reads_it_and_nobody_writes_it()
    {
        var large = RandomNumberGenerator.GetBytes(1_000_000);
        var server = await StartAsync(
            TestImage.Shell("cd /run/secrets; ls -ln; cat token; busybox sha256sum large; echo x > token; echo x > new; busybox rm -f token; busybox chmod 777 token; busybox grep secrets /proc/self/mounts; echo done"),
            new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes($"{Value}\nsecond line\n")), ("large", large), ("empty", [])) });
        var console = await ConsoleAsync(server, "done");

        Assert.Matches(@"-r-------- +1 0 +0 +0 .* empty\n", console);
        Assert.Matches(@"-r-------- +1 0 +0 +1000000 .* large\n", console);
        Assert.Contains($"{Value}\nsecond line\n", console, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(large)), console, StringComparison.Ordinal);
        Assert.Contains("can't create token: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("can't create new: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("rm: can't remove 'token': Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("chmod: token: Read-only file system", console, StringComparison.Ordinal);
        Assert.Matches("/run/secrets (tmpfs|ramfs) ro,nosuid,nodev,noexec", console);
        Assert.All((await ThisHost.Servers.TestAsync(server)).Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Saw}"));
    }

    [Fact]
    public async Task A_secret_is_nowhere_on_the_host_while_the_server_runs()
    {
        var server = await StartAsync(TestImage.Web(), new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) });

        Assert.Empty(Directory.EnumerateFileSystemEntries(ThisHost.Host.Inputs));
        var files = Directory.EnumerateFiles(Path.Combine(ThisHost.Host.Servers, server.Name)).Concat(Directory.EnumerateFiles(ThisHost.Host.Run)).Concat(Directory.EnumerateFiles(ThisHost.Host.Slots)).ToList();
        Assert.Contains(files, file => file.EndsWith("server.json", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.DoesNotContain(Value, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
        var found = ThisHost.Servers.Get(server.Name);
        Assert.DoesNotContain(Value, JsonSerializer.Serialize(found) + JsonSerializer.Serialize(server) + found + server, StringComparison.Ordinal);
        // And yet it is in the server.
        Assert.Equal(Value, await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{server.ProcessId}/root/run/secrets/token")));
    }

    [Fact]
    public async Task A_secret_is_in_no_list_of_processes_while_the_server_starts()
    {
        var name = $"visible-{Guid.NewGuid():n}";
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, bool>();
        var watching = Task.Run(() => Watch(seen, [Value, name], stop.Token));
        for (var time = 0; time < 5; time++)
        {
            await StartAsync(
                TestImage.Image(new ServerDefinition { Name = "box", Init = ["/bin/sh", "-c", "sleep 1000; true", name] }),
                new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) });
        }
        await stop.CancelAsync();
        await watching;

        // What is in a command line is seen, so that the look was a look.
        Assert.Equal([name], seen.Keys);
    }

    [Fact]
    public async Task Secrets_are_there_when_nothing_below_run_can_be_written()
    {
        var definition = new ServerDefinition
        {
            Name = "box",
            Init = ["/bin/sh", "-c", "cat /run/secrets/token; echo; touch /run/x; echo done; exec sleep 1000"],
            Writable = [new("/tmp", 1 << 20, 0x3ff)],
        };
        var server = await StartAsync(TestImage.Image(definition), new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains(Value, console, StringComparison.Ordinal);
        Assert.Contains("touch: /run/x: Read-only file system", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_there_beside_what_the_image_has_in_run()
    {
        using var image = await OddImage.MakeAsync(root =>
        {
            Assert.Equal(0, LibC.ChangeOwner(Directory.CreateDirectory(Path.Combine(root, "run/postgresql")).FullName, 104, 109));
            Directory.CreateDirectory(Path.Combine(root, "run/lock"));
            File.WriteAllText(Path.Combine(root, "run/note"), "of the image");
        });
        var server = await StartAsync(
            image.Shell(
                "cat /run/secrets/token; echo; ls -1 /run; cat /run/note; echo; ls -ldn /run/postgresql; echo x > /run/postgresql/x && echo written; touch /run/x /run/secrets/x; busybox grep /run /proc/self/mounts; echo done",
                new WritablePath("/run/postgresql", 1 << 20, 0x1ed)),
            new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) });
        var console = await ConsoleAsync(server, "done");

        Assert.StartsWith($"{Value}\nlock\nnote\npostgresql\nsecrets\nof the image\n", console, StringComparison.Ordinal);
        Assert.Matches(@"drwxr-xr-x +\d+ 104 +109 .* /run/postgresql\nwritten\n", console);
        Assert.Contains("touch: /run/x: Read-only file system", console, StringComparison.Ordinal);
        Assert.Contains("touch: /run/secrets/x: Read-only file system", console, StringComparison.Ordinal);
        Assert.Matches("/run/secrets (tmpfs|ramfs) ro,nosuid,nodev,noexec", console);
        Assert.DoesNotContain(File.ReadLines("/proc/self/mounts"), mount => mount.Contains($"/inputs/{server.Name}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_of_the_server_other_than_root_cannot_read_a_secret()
    {
        var server = await StartAsync(
            TestImage.Shell("busybox start-stop-daemon -S -c user -x /bin/cat -- /run/secrets/token; echo done"),
            new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("Permission denied", console, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, console, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("-a")]
    public async Task A_secrets_name_that_is_a_path_or_worse_is_refused_without_its_value(string name)
    {
        var error = await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Web(), new() { Secrets = Secrets((name, Encoding.UTF8.GetBytes(Value))) }));
        Assert.DoesNotContain(Value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_1_MiB_is_taken_and_one_byte_more_is_refused()
    {
        await StartAsync(TestImage.Web(), new() { Secrets = Secrets(("token", new byte[1 << 20])) });

        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Web(), new() { Secrets = Secrets(("token", new byte[(1 << 20) + 1])) }));
    }

    [Fact]
    public async Task A_start_with_secrets_that_fails_leaves_none_of_them()
    {
        var error = await Assert.ThrowsAsync<ServerStartException>(
            () => StartAsync(TestImage.Image("/bin/nothing"), new() { Secrets = Secrets(("token", Encoding.UTF8.GetBytes(Value))) }));

        Assert.DoesNotContain(Value, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(ThisHost.Host.Inputs));
    }

    [Fact]
    public async Task Variables_given_at_the_start_are_over_those_of_the_image()
    {
        var definition = new ServerDefinition
        {
            Name = "env",
            Init = ["/bin/sh", "-c", "busybox env; echo done; exec sleep 1000"],
            Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["A"] = "image", ["B"] = "image" },
        };
        var server = await StartAsync(TestImage.Image(definition), new() { Environment = new Dictionary<string, string> { ["A"] = "given", ["C"] = "x=y z" } });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("A=given\n", console, StringComparison.Ordinal);
        Assert.Contains("B=image\n", console, StringComparison.Ordinal);
        Assert.Contains("C=x=y z\n", console, StringComparison.Ordinal);
        Assert.Equal("given", ThisHost.Servers.Get(server.Name).Definition!.Environment["A"]);
        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Web(), new() { Environment = new Dictionary<string, string> { ["A"] = "x\ny" } }));
        await Assert.ThrowsAsync<InvalidNameException>(() => StartAsync(TestImage.Web(), new() { Environment = new Dictionary<string, string> { ["A B"] = "x" } }));
    }

    private static Dictionary<string, byte[]> Secrets(params (string Name, byte[] Value)[] secrets) =>
        secrets.ToDictionary(secret => secret.Name, secret => secret.Value, StringComparer.Ordinal);

    private static void Watch(ConcurrentDictionary<string, bool> seen, string[] texts, CancellationToken stop)
    {
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        while (!stop.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]) && Path.GetFileName(path) != own))
            {
                try
                {
                    var text = File.ReadAllText(Path.Combine(process, "cmdline")) + File.ReadAllText(Path.Combine(process, "environ"));
                    foreach (var found in texts.Where(part => text.Contains(part, StringComparison.Ordinal)))
                    {
                        seen.TryAdd(found, true);
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // It has just ended.
                }
            }
        }
    }
}
