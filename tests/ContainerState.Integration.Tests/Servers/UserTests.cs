using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A server whose init is not root.</summary>
public sealed class UserTests : ServerTests
{
    private static readonly ServerUser Alice = new("alice") { Id = 1000, GroupId = 1000, Groups = [33, 108], Home = "/srv" };

    [Fact]
    public async Task Init_is_the_user_with_its_home_and_has_nothing_of_root()
    {
        var server = await StartAsync(Of("id; echo home=$HOME; busybox grep -E 'Cap(Prm|Eff|Amb)' /proc/self/status; echo done", Alice));

        var said = await ConsoleAsync(server, "done");

        Assert.Contains("uid=1000(user) gid=1000", said, StringComparison.Ordinal);
        Assert.Contains("home=/srv", said, StringComparison.Ordinal);
        Assert.Equal(3, said.Split("0000000000000000").Length - 1);
    }

    [Fact]
    public async Task A_user_serves_a_port_below_1024()
    {
        var definition = new ServerDefinition { Name = "low", User = Alice, Init = ["/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/srv/www"], Checks = [new() { Kind = "http", Port = 80, Path = "/", Status = 200 }] };

        var server = await StartAsync(TestImage.Image(definition), new StartOptions { Wait = true });

        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
    }

    [Fact]
    public async Task A_users_own_folder_is_its_own_and_closed_to_others()
    {
        var data = new WritablePath("/data", 1 << 20, 0x1c0) { OwnerId = 1000, GroupId = 1000 };

        var server = await StartAsync(Of("ls -ldn /data; echo x > /data/x && echo written; touch /run/x || echo refused; echo done", Alice, data));

        var said = await ConsoleAsync(server, "done");
        Assert.Matches(@"drwx------ +\d+ 1000 +1000 ", said);
        Assert.Contains("written", said, StringComparison.Ordinal);
        Assert.Contains("refused", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capability_that_was_asked_for_is_there_and_no_other()
    {
        const string Script = "busybox chroot /srv /nothing; busybox grep CapBnd /proc/self/status; echo done";

        var without = await ConsoleAsync(await StartAsync(Of(Script, null)), "done");
        var with = await ConsoleAsync(await StartAsync(Of(Script, null), ["sys_chroot"]), "done");

        Assert.Contains("Operation not permitted", without, StringComparison.Ordinal);
        Assert.DoesNotContain("Operation not permitted", with, StringComparison.Ordinal);
        // CAP_SYS_CHROOT is 18.
        Assert.Equal(1L << 18, Bound(with) ^ Bound(without));
    }

    private static ServerImage Of(string script, ServerUser? user, params IReadOnlyList<WritablePath> writable) => TestImage.Image(new ServerDefinition
    {
        Name = "user",
        User = user,
        Init = ["/bin/sh", "-c", script + "; exec sleep 1000"],
        Writable = [.. writable, new("/run", 1 << 20, 0x1ed), new("/tmp", 1 << 20, 0x3ff)],
    });

    private static Task<EphemeralServer> StartAsync(ServerImage image, string[] capabilities) =>
        StartAsync(image with { Definition = image.Definition with { Capabilities = capabilities } });

    private static long Bound(string said) => Convert.ToInt64(said.Split("CapBnd:")[1].Trim()[..16], 16);
}
