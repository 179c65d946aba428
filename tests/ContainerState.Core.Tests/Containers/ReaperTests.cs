using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;

namespace ContainerState.Core.Tests.Containers;

public sealed class ReaperTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true, "/usr/sbin/nginx")]
    [InlineData(true, "/bin/busybox", "httpd")]
    [InlineData(true, "/bin/sh", "init")]
    [InlineData(false, "/bin/busybox", "init")]
    [InlineData(false, "/sbin/init")]
    [InlineData(false, "/usr/lib/systemd/systemd", "--log-target=console")]
    [InlineData(false, "/usr/bin/s6-svscan", "/etc/s6")]
    [InlineData(false, "/usr/bin/tini", "--", "/bin/sh")]
    public void An_init_that_is_known_to_collect_the_dead_gets_no_reaper(bool needed, params string[] init) =>
        Assert.Equal(needed, Reaper.IsNeeded(Definition(init), _temp.Path));

    [Theory]
    [InlineData("/lib/systemd/systemd", false)]
    [InlineData("runit", false)]
    [InlineData("/bin/busybox", true)]
    public void A_link_to_an_init_is_one(string target, bool needed)
    {
        foreach (var program in (string[])["lib/systemd/systemd", "sbin/runit", "bin/busybox"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_temp.At(program))!);
            File.WriteAllText(_temp.At(program), "");
        }
        File.CreateSymbolicLink(_temp.At("sbin", "start"), target);
        Assert.Equal(needed, Reaper.IsNeeded(Definition("/sbin/start"), _temp.Path));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_image_is_none()
    {
        Directory.CreateDirectory(_temp.At("elsewhere"));
        File.CreateSymbolicLink(_temp.At("elsewhere", "start"), "systemd");
        Directory.CreateSymbolicLink(_temp.At("sbin"), _temp.At("elsewhere"));
        Assert.True(Reaper.IsNeeded(Definition("/sbin/start"), _temp.Path));
    }

    [Fact]
    public void State_yaml_has_the_last_word()
    {
        Assert.False(Reaper.IsNeeded(Definition("/bin/sh") with { Reaper = false }, _temp.Path));
        Assert.True(Reaper.IsNeeded(Definition("/sbin/init") with { Reaper = true }, _temp.Path));
        Assert.True(StateFile.Parse("name: a\ninit: [/sbin/init]\nreaper: true\n").Reaper);
        Assert.Null(StateFile.Parse("name: a\ninit: [/sbin/init]\n").Reaper);
    }

    private static ServerDefinition Definition(params string[] init) => new() { Name = "a", Init = init };
}
