using System.Text;
using ContainerState.Builds;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Builds;

public sealed class KnownMergesTests
{
    [Theory]
    [InlineData("etc/passwd", "root:x:0:0::/root:/bin/sh\na:x:1:1::/:/x\n", "root:x:0:0::/root:/bin/sh\nb:x:2:2::/:/x\n", "root:x:0:0::/root:/bin/sh\na:x:1:1::/:/x\nb:x:2:2::/:/x\n")]
    [InlineData("etc/group", "adm:x:4:a\n", "adm:x:4:b,a\nweb:x:9:\n", "adm:x:4:a,b\nweb:x:9:\n")]
    [InlineData("etc/shadow", "a:*:1:0:99999:7:::\n", "a:*:2:0:99999:7:::\nb:!:2::::::\n", "a:*:1:0:99999:7:::\nb:!:2::::::\n")]
    [InlineData("etc/shells", "/bin/sh\n/bin/bash\n", "/bin/sh\n/bin/dash\n", "/bin/sh\n/bin/bash\n/bin/dash\n")]
    [InlineData("var/lib/dpkg/diversions", "/a\n/a.x\np\n", "/b\n/b.x\np\n/a\n/a.x\np\n", "/a\n/a.x\np\n/b\n/b.x\np\n")]
    [InlineData(
        "var/lib/dpkg/status",
        "Package: a\nStatus: install ok unpacked\nVersion: 1\n\n",
        "Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nVersion: 2\n\n",
        "Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nVersion: 2\n\n")]
    public void What_the_second_adds_stands_after_what_the_first_has(string path, string first, string second, string both) =>
        Assert.Equal(both, Merge(path, first, second));

    [Theory]
    [InlineData("etc/passwd", "a:x:1:1::/:/x\n", "a:x:2:2::/:/x\n", "a:x:2:2")]
    [InlineData("etc/passwd", "a:x:1:1::/:/x\n", "b:x:1:1::/:/x\n", "have one id")]
    [InlineData("etc/group", "a:x:1:\n", "b:x:1:\n", "have one id")]
    [InlineData("var/lib/dpkg/status", "Package: a\nVersion: 1\n\n", "Package: a\nVersion: 2\n\n", "the package")]
    public void What_contradicts_itself_is_refused_with_both_names(string path, string first, string second, string said)
    {
        var error = Assert.Throws<ContainerStateException>(() => Merge(path, first, second));
        Assert.Equal(ErrorId.PathConflict, error.ErrorId);
        Assert.Contains("components base and tool both", error.Problem, StringComparison.Ordinal);
        Assert.Contains(said, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_in_no_message()
    {
        var error = Assert.Throws<ContainerStateException>(() => Merge("etc/shadow", "a:$y$secret:1::::::\n", "a:!:1::::::\n"));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static string Merge(string path, string first, string second) =>
        Encoding.Latin1.GetString(KnownMerges.Merge(path, Encoding.Latin1.GetBytes(first), Encoding.Latin1.GetBytes(second), ("base", "tool")));
}
