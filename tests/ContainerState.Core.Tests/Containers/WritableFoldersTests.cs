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

        var (path, folders) = Assert.Single(WritableFolders.Find(_temp.At("root"), [Writable("/var/log"), Writable("/elsewhere/below"), Writable("/not/there")], []));

        Assert.Equal("/var/log", path.Path);
        Assert.Equal(["nginx", "nginx/deep"], folders.Select(folder => folder.Name));
    }

    [Fact]
    public void With_copy_true_files_and_links_are_found_and_links_not_followed()
    {
        Make("data/below");
        Make("data/own/hidden");
        Make("elsewhere/secret");
        File.WriteAllText(_temp.At("root/data/below/file"), "12345");
        File.CreateSymbolicLink(_temp.At("root/data/link"), _temp.At("root/elsewhere"));
        File.CreateSymbolicLink(_temp.At("root/data/broken"), "/not/there");

        var found = Assert.Single(WritableFolders.Find(_temp.At("root"), [Writable("/data") with { Copy = true }, Writable("/data/own")], []), filled => filled.Path.Path == "/data");

        Assert.Equal(["below", "below/file", "broken", "link", "own"], found.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(5, found.Entries.Single(entry => entry.Name == "below/file").Status.Size);
    }

    [Theory]
    [InlineData(3, 1 << 20, "at least 16KiB")]
    [InlineData(4, 1 << 20, null)]
    [InlineData(4, 8 << 10, "more memory than 16KiB")]
    public void Files_that_do_not_fit_are_refused_with_their_sizes(int pages, long memory, string? fault)
    {
        Make("data");
        File.WriteAllBytes(_temp.At("root/data/one"), new byte[1]);
        File.WriteAllBytes(_temp.At("root/data/more"), new byte[(4096 * 2) + 1]);

        var refusal = Record.Exception(() => WritableFolders.RequireRoom(_temp.At("root"), [new WritablePath("/data", pages * 4096, 0x1ed) { Copy = true }], [], memory));

        Assert.Equal(fault is not null, refusal is InvalidNameException);
        Assert.Contains(fault ?? "", refusal?.Message ?? "", StringComparison.Ordinal);
        WritableFolders.RequireRoom(_temp.At("root"), [new WritablePath("/data", 4096, 0x1ed)], [], memory);
    }

    [Fact]
    public void More_files_than_are_to_be_copied_at_a_start_are_refused()
    {
        Make("data");
        for (var number = 0; number <= CopiedFiles.MostEntries; number++)
        {
            File.WriteAllText(_temp.At($"root/data/{number}"), "");
        }

        var fault = Assert.Throws<InvalidNameException>(() => WritableFolders.RequireRoom(_temp.At("root"), [Writable("/data") with { Copy = true }], [], 0));

        Assert.Contains("at most 10000 files", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_looked_at_behind_a_link()
    {
        Make("elsewhere/log/nginx");
        Directory.CreateSymbolicLink(_temp.At("root/var"), _temp.At("root/elsewhere"));
        File.SetUnixFileMode(_temp.At("root/elsewhere/log"), Closed);

        Assert.Empty(WritableFolders.Find(_temp.At("root"), [Writable("/var/log")], []));
        Assert.Equal("0755", Assert.Single(WritableFolders.AsInImage(_temp.At("root"), [Writable("/var/log")])).Mode);
    }

    [Fact]
    public void More_folders_than_a_server_is_to_begin_with_are_refused()
    {
        for (var number = 0; number <= 5000; number++)
        {
            Make($"data/{number}");
        }

        var fault = Assert.Throws<InvalidNameException>(() => WritableFolders.Find(_temp.At("root"), [Writable("/data")], []));

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

    [Fact]
    public void What_is_mounted_below_a_copied_path_is_behind_no_link()
    {
        Directory.CreateDirectory(_temp.At("root/data/plain"));
        File.CreateSymbolicLink(_temp.At("root/data/out"), "/tmp");
        var writable = (WritablePath[])[Writable("/data") with { Copy = true }];

        foreach (var place in (string[])["/data/out/volume", "/data/out/deep/volume"])
        {
            Assert.Contains("/data/out is a folder", Assert.Throws<InvalidNameException>(() => WritableFolders.Find(_temp.At("root"), writable, [place])).Message, StringComparison.Ordinal);
        }
        // In a place of its own, the link is left out.
        var found = Assert.Single(WritableFolders.Find(_temp.At("root"), writable, ["/data/out", "/data/plain/new/volume"]));
        Assert.Equal(["plain"], found.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void The_number_of_copied_files_is_that_of_all_paths()
    {
        var room = new CopiedFiles();
        Assert.Null(room.Add(Writable("/a"), CopiedFiles.MostEntries - 1, 0, 0));
        Assert.Null(room.Add(Writable("/b"), 1, 0, 0));
        Assert.NotNull(room.Add(Writable("/c"), 1, 0, 0));
    }

    private static WritablePath Writable(string path) => new(path, 1 << 20, WritablePath.UsualMode(path));
}
