using ContainerState.Containers;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Containers;

public sealed class ContainerNameTests
{
    [Fact]
    public void No_build_container_has_a_name_that_a_server_can_have() =>
        Assert.All(Enumerable.Range(0, 300), number => Assert.Throws<InvalidNameException>(() => ContainerName.OfServer(ContainerName.OfBuild(number))));

    [Theory]
    [InlineData("build.0")]
    [InlineData("build.web")]
    [InlineData("build.")]
    [InlineData("a.b")]
    [InlineData(".web")]
    [InlineData("web.")]
    [InlineData("web\n")]
    public void No_server_gets_a_name_with_a_dot_or_a_newline(string name) =>
        Assert.Throws<InvalidNameException>(() => ContainerName.OfServer(name));

    [Theory]
    [InlineData("web")]
    [InlineData("build.0")]
    [InlineData("build.web-1")]
    public void A_server_that_an_earlier_version_named_can_be_asked_for(string name) => Assert.Equal(name, ContainerName.OfServerThatIs(name));

    [Theory]
    [InlineData("build.")]
    [InlineData("build.build.0")]
    [InlineData("build./x")]
    [InlineData("build...")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("build.0\n")]
    public void What_no_version_named_a_server_is_no_name(string name) =>
        Assert.Throws<InvalidNameException>(() => ContainerName.OfServerThatIs(name));
}
