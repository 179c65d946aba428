using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Containers;

public sealed class WritableFoldersTests : IDisposable
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Folders_are_found_parents_first_and_files_and_links_are_not()
    {
        Make("var/log/nginx/deep");
        Make("elsewhere/below");
        File.WriteAllText(_temp.At("root/var/log/file"), "");
        File.CreateSymbolicLink(_temp.At("root/var/log/link"), _temp.At("root/elsewhere"));

        var (path, folders) = Assert.Single(WritableFolders.Find(_temp.At("root"), [Writable("/var/log"), Writable("/elsewhere/below"), Writable("/not/there")]));

        Assert.Equal("/var/log", path.Path);
        Assert.Equal(["nginx", "nginx/deep"], folders.Select(folder => folder.Name));
    }

    [Fact]
    public void Nothing_is_looked_at_behind_a_link()
    {
        Make("elsewhere/log/nginx");
        Directory.CreateSymbolicLink(_temp.At("root/var"), _temp.At("root/elsewhere"));
        File.SetUnixFileMode(_temp.At("root/elsewhere/log"), Closed);

        Assert.Empty(WritableFolders.Find(_temp.At("root"), [Writable("/var/log")]));
        Assert.Equal("0755", Assert.Single(WritableFolders.AsInImage(_temp.At("root"), [Writable("/var/log")])).Mode);
    }

    [Fact]
    public void More_folders_than_a_server_is_to_begin_with_are_refused()
    {
        for (var number = 0; number <= 5000; number++)
        {
            Make($"data/{number}");
        }

        var fault = Assert.Throws<InvalidNameException>(() => WritableFolders.Find(_temp.At("root"), [Writable("/data")]));

        Assert.Contains("at most 5000 folders", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data", false, "0700")]
    [InlineData("/data", true, "0755")]
    [InlineData("/tmp", false, "1777")]
    public void The_mode_is_the_images_unless_another_is_expected_there(string path, bool isGiven, string mode)
    {
        File.SetUnixFileMode(Make(path[1..]), Closed);

        Assert.Equal(mode, Assert.Single(WritableFolders.AsInImage(_temp.At("root"), [Writable(path) with { ModeIsGiven = isGiven }])).Mode);
    }

    private string Make(string path) => Directory.CreateDirectory(_temp.At("root/" + path)).FullName;

    private static WritablePath Writable(string path) => new(path, 1 << 20, WritablePath.UsualMode(path));
}
