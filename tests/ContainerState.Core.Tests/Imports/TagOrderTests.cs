using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class TagOrderTests
{
    [Theory]
    [InlineData("v1.9", "v1.10")]
    [InlineData("1.0", "1.0.1")]
    [InlineData("v1.0-rc1", "v1.0")]
    [InlineData("v1.0-rc2", "v1.0-rc10")]
    [InlineData("v1.0-beta", "v1.0-rc1")]
    [InlineData("3.12.0a1", "3.12.0")]
    [InlineData("v2.0.0-M1", "v2.0.0")]
    [InlineData("v2.0.0-unstable.1", "v2.0.0")]
    [InlineData("v2.0.0", "v2.0.0-patch1")]
    [InlineData("v2.0.0", "v2.0.0+build.7")]
    [InlineData("release-1.0", "release-1.1")]
    [InlineData("1.0.2", "1.0.2u")]
    [InlineData("1.0.2u", "1.0.3")]
    [InlineData("1.0", "1.0-2")]
    [InlineData("OpenSSL_1_1_1f", "OpenSSL_1_1_1w")]
    [InlineData("release-2026.01", "release-2026.02")]
    [InlineData("v1", "2")]
    [InlineData("1.09", "1.10")]
    [InlineData("1.99999999999999999999", "1.100000000000000000000")]
    public void A_newer_version_comes_after_an_older_one(string older, string newer)
    {
        Assert.True(TagOrder.Compare(older, newer) < 0);
        Assert.True(TagOrder.Compare(newer, older) > 0);
    }

    [Theory]
    [InlineData("*", "v2.0")]
    [InlineData("v1.*", "v1.10")]
    [InlineData("v2.*-rc*", "v2.1-rc1")]
    [InlineData("v3*", "v3.0-alpha")]
    [InlineData("v[12].0", "v2.0")]
    [InlineData("v4*", null)]
    public void The_newest_that_matches_is_a_release_unless_none_is(string pattern, string? newest) =>
        Assert.Equal(newest, TagOrder.Newest(["v1.9", "v1.10", "v2.0", "v2.1-rc1", "v3.0-alpha", "v1.10-rc3"], pattern));

    [Fact]
    public void A_nightly_update_takes_no_draft_for_a_release() =>
        Assert.Equal("v2.0.0", TagOrder.Newest(["v2.0.0", "v2.0.0-M1", "v2.1.0-draft", "v2.1.0-unstable.1"], "v2.*"));

    [Fact]
    public void An_order_of_all_names_holds_whatever_they_are()
    {
        string[] names = ["", "-", "v", "vv1", "1", "01", "1.", "1a", "1-a", "a1b2c3", "é2", "1.0+build", "rc", "v1..2", "٣"];
        foreach (var one in names)
        {
            foreach (var other in names)
            {
                Assert.Equal(Math.Sign(TagOrder.Compare(one, other)), -Math.Sign(TagOrder.Compare(other, one)));
                Assert.Equal(one == other, TagOrder.Compare(one, other) == 0);
            }
        }
    }
}
