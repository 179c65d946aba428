using System.Buffers.Binary;
using System.Text;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class UnstableContentTests
{
    // 1795597200 in seconds.
    private static readonly DateTimeOffset Begin = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Begin.AddSeconds(30);

    [Theory]
    [InlineData("dir = /scratch/x/mmdebstrap.abc", "it names the import's own folder")]
    [InlineData("# generated on 2026-11-25\n", "it holds the time of the import")]
    [InlineData("serial 20261125\n", "it holds the time of the import")]
    [InlineData("built 1795597213\n", "it holds the time of the import")]
    [InlineData("# 1795 once\nbuilt=1795597200000\n", "it holds the time of the import")]
    [InlineData("myhostname = builder7\n", "it holds the name of this machine")]
    [InlineData("id=0f8fad5b-d9cb-469f-a165-70867728950e\n", "it holds a random identifier")]
    [InlineData("root:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC:0:::\n", "it holds the hash of a password")]
    [InlineData("olcRootPW: {SSHA}4Lv3wEo+Wc0n5jYyP0m5Uu7pN8yZ1Q==\n", "it holds the hash of a password")]
    [InlineData("dbc_dbpass='Xq3LkQo7LDrI'\n", "it seems to hold a password")]
    [InlineData("$dbpass = 'Xq3LkQo7LDrI';\n", "it seems to hold a password")]
    public void What_cannot_be_the_same_twice_is_named(string content, string reason) => Assert.Equal(reason, Find(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void The_time_of_the_import_is_found_in_binary_files()
    {
        var seconds = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(seconds.AsSpan(12), (uint)Begin.AddSeconds(5).ToUnixTimeSeconds());
        var milliseconds = new byte[5000];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds.AsSpan(4001), Begin.AddSeconds(5).ToUnixTimeMilliseconds());
        Assert.Equal("it holds the time of the import", Find(seconds));
        Assert.Equal("it holds the time of the import", Find(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("password = \n# password: see the manual\npass=word\n")]
    [InlineData("machine builder70 and my-builder7 are others\n")]
    [InlineData("built 1795597100\n")]
    [InlineData("since 2025-11-25\n")]
    [InlineData("interface 6ba7b810-9dad-11d1-80b4-00c04fd430c8\n")]
    [InlineData("root:*:0:0:99999:7:::\n")]
    public void What_is_the_same_each_time_is_not_named(string content) => Assert.Null(Find(Encoding.UTF8.GetBytes(content)));

    private static string? Find(byte[] content) => new UnstableContent(Begin, "/scratch/x", "builder7").Find(content, Now);
}
