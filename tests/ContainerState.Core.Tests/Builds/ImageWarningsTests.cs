using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Core.Tests.Builds;

public sealed class ImageWarningsTests : IDisposable
{
    private static readonly (string Path, PathMetadata Metadata) Init = Program("bin/init", 0x1ed);

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("Europe/Bucharest", "/usr/share/zoneinfo/Europe/Bucharest")]
    [InlineData(":Europe/Bucharest", "/usr/share/zoneinfo/Europe/Bucharest")]
    [InlineData("EST", "/usr/share/zoneinfo/EST")]
    [InlineData("/etc/localtime", "/etc/localtime")]
    [InlineData("../../etc/x", "/usr/share/zoneinfo/../../etc/x")]
    public void A_time_zone_that_is_not_in_the_image_is_told(string zone, string path)
    {
        var told = Assert.Single(Of(zone, Init));

        Assert.Contains(zone, told, StringComparison.Ordinal);
        Assert.Contains($"has no {path};", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UTC")]
    [InlineData("UTC0")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3")]
    [InlineData("<+0330>-3:30")]
    [InlineData("Europe/Berlin")]
    public void A_time_zone_that_programs_know_is_not(string zone) =>
        Assert.Empty(Of(zone, Init, ("usr/share/zoneinfo/Europe/Berlin", new PathMetadata(IsDirectory: false))));

    [Fact]
    public void Programs_that_would_give_rights_are_named()
    {
        var told = Assert.Single(Of("", Init, Program("bin/su", 0x9ed), Program("bin/wall", 0x5ed), Program("bin/ping", 0x1ed, "AQAAAgAgAAAAAAAAAAAAAAAAAAA=")));

        Assert.StartsWith("/bin/ping, /bin/su, /bin/wall would give other rights", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_such_programs_a_few_are_named()
    {
        var told = Assert.Single(Of("", [Init, .. Enumerable.Range(0, 8).Select(number => Program($"bin/{number}", 0x9ed))]));

        Assert.StartsWith("/bin/0, /bin/1, /bin/2, /bin/3, /bin/4 and 3 more would", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_set_group_id_bit_is_none_of_them() =>
        Assert.Empty(Of("", Init, ("var/log", new PathMetadata(IsDirectory: true, Mode: 0x5ed))));

    [Fact]
    public void A_missing_init_is_told() => Assert.Contains("/bin/init is not in the image", Assert.Single(Of("", Program("bin/other", 0x1ed))), StringComparison.Ordinal);

    private List<string> Of(string zone, params (string Path, PathMetadata Metadata)[] entries)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (zone.Length > 0)
        {
            environment["TZ"] = zone;
        }
        var repo = TestRepo.Make(_temp.At("repo"));
        var metadata = new TreeMetadata();
        foreach (var (path, said) in entries)
        {
            metadata.Set(path, said);
            if (!said.IsDirectory)
            {
                repo.Write(path, path);
            }
        }
        repo.Write(TreeMetadata.Path, metadata.Write());
        repo.Commit("image");
        using var store = GitStore.Open(repo.Path);
        var files = new FilesystemTree(store, repo.Run("rev-parse", "HEAD^{tree}"), "the server's tree");
        return [.. ImageWarnings.Of(new ImageLayout("", new ServerDefinition { Name = "web", Init = ["/bin/init"], Environment = environment }, files, [], null))];
    }

    private static (string Path, PathMetadata Metadata) Program(string path, int mode, string? capability = null) => (path, new PathMetadata(IsDirectory: false, mode, Capability: capability));
}
