using ContainerState.Imports.Packages;

namespace ContainerState.Core.Tests.Imports.Packages;

public sealed class PackageUrlsTests
{
    [Theory]
    [InlineData("libstdc++6", "12.2.0-14+deb12u1", "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64&distro=bookworm")]
    [InlineData("attr", "1:2.5.1~rc1-4", "pkg:deb/debian/attr@1:2.5.1~rc1-4?arch=amd64&distro=bookworm")]
    [InlineData("attr", "", "pkg:deb/debian/attr?arch=amd64&distro=bookworm")]
    [InlineData("../etc", "1", "")]
    [InlineData("a\u001b[2J", "1", "")]
    public void A_Debian_package_has_that_of_its_archive(string name, string version, string expected) =>
        Assert.Equal(expected, PackageUrls.OfDebian(new(name, version, "amd64", ""), "bookworm"));

    [Theory]
    [InlineData("x.tar.gz", "https://example.org/x.tar.gz", "pkg:generic/x.tar.gz?checksum=sha256:00&download_url=https://example.org/x.tar.gz")]
    [InlineData("a b/c?\u0007", "", "pkg:generic/a%20b%2Fc%3F%07?checksum=sha256:00")]
    [InlineData("..", "", "")]
    public void A_file_has_its_digest_and_where_it_comes_from(string name, string url, string expected) =>
        Assert.Equal(expected, PackageUrls.OfFile(new(name, "", "", "00"), url));

    [Theory]
    [InlineData("https://example.org/a/b.git", "git+https://example.org/a/b.git@c0ffee")]
    [InlineData("git@example.org:a/b.git", "git+ssh://git@example.org/a/b.git@c0ffee")]
    [InlineData("ssh://git@example.org/b", "git+ssh://git@example.org/b@c0ffee")]
    [InlineData("https://token@example.org/b", "")]
    [InlineData("https://example.org/b?key=1", "")]
    [InlineData("ssh://me:secret@example.org/b", "")]
    [InlineData("file:///srv/b", "")]
    [InlineData("/srv/b", "")]
    [InlineData("../b", "")]
    [InlineData("./", "")]
    public void Only_a_place_that_anybody_may_know_is_named(string url, string expected) => Assert.Equal(expected, PackageUrls.SourceOf(url, "c0ffee"));

    [Fact]
    public void A_commit_has_its_repository() =>
        Assert.Equal("pkg:generic/b@c0ffee?vcs_url=git%2Bhttps://example.org/b%40c0ffee", PackageUrls.OfGit("b", "c0ffee", "git+https://example.org/b@c0ffee"));
}
