using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Volumes;

namespace ContainerState.Core.Tests.Volumes;

public sealed class VolumeUseTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_volume_and_its_path_are_read() =>
        Assert.Equal(new VolumeUse("data", "/var/lib/postgresql"), VolumeUse.Parse("data:/var/lib/postgresql"));

    [Theory]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("data:")]
    [InlineData(":/data")]
    [InlineData("Data:/data")]
    [InlineData("-data:/data")]
    [InlineData("data-:/data")]
    [InlineData("../data:/data")]
    [InlineData("a/b:/data")]
    [InlineData("data\n:/data")]
    [InlineData("data:data")]
    [InlineData("data:/")]
    [InlineData("data:/a/../b")]
    [InlineData("data:/a//b")]
    [InlineData("data:/a/")]
    [InlineData("data:/a b")]
    [InlineData("data:/a\nlxc.rootfs.path = /")]
    [InlineData("data:/a\\b")]
    [InlineData("data:/etc")]
    [InlineData("data:/etc/ssl")]
    [InlineData("data:/run")]
    [InlineData("data:/run/secrets")]
    [InlineData("data:/dev")]
    [InlineData("data:/dev/shm")]
    [InlineData("data:/proc/sys")]
    [InlineData("data:/sys")]
    public void Anything_else_is_refused(string text) => Assert.Throws<InvalidNameException>(() => VolumeUse.Parse(text));

    [Theory]
    [InlineData("data:/data", "data:/other")]
    [InlineData("data:/data", "other:/data")]
    [InlineData("data:/data/below", "other:/data")]
    public void Two_that_are_in_each_others_way_are_refused(string one, string other)
    {
        Assert.Throws<InvalidNameException>(() => VolumeUse.ParseAll([one, other]));
        Assert.Equal(2, VolumeUse.ParseAll(["data:/data", "other:/data2"]).Count);
    }

    [Fact]
    public void A_name_of_40_characters_is_taken_and_one_of_41_is_refused()
    {
        Assert.Equal(40, VolumeUse.Parse(new string('a', 40) + ":/data").Volume.Length);
        Assert.Throws<InvalidNameException>(() => VolumeUse.Parse(new string('a', 41) + ":/data"));
    }

    [Theory]
    [InlineData("/data", true)]
    [InlineData("/mem/new/folder", true)]
    [InlineData("/mem", false)]
    [InlineData("/above", false)]
    [InlineData("/nowhere", false)]
    [InlineData("/link", false)]
    [InlineData("/link/below", false)]
    [InlineData("/file", false)]
    public void A_place_is_a_folder_of_the_image_or_below_a_writable_one(string path, bool holds)
    {
        foreach (var folder in (string[])["data", "mem", "above/mem", "elsewhere/below"])
        {
            Directory.CreateDirectory(_temp.At("root/" + folder));
        }
        File.WriteAllText(_temp.At("root/file"), "");
        File.CreateSymbolicLink(_temp.At("root/link"), _temp.At("root/elsewhere"));

        var refusal = Record.Exception(() => new VolumeUse("data", path).RequirePlace(_temp.At("root"), [new WritablePath("/mem", 1, 0x1ed), new WritablePath("/above/mem", 1, 0x1ed)]));

        Assert.Equal(!holds, refusal is InvalidNameException);
    }

    [Theory]
    [InlineData("1073741824", 1L << 30)]
    [InlineData("10GiB", 10L << 30)]
    [InlineData("16 MiB", 16L << 20)]
    public void A_size_is_read_as_people_write_it(string text, long bytes) => Assert.Equal(bytes, ServerVolume.ParseSize(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1GB")]
    [InlineData("1.5GiB")]
    [InlineData("99999999999999999999")]
    public void A_size_that_is_none_is_refused(string text) => Assert.Throws<InvalidNameException>(() => ServerVolume.ParseSize(text));
}
