using ContainerState.Reports.Inventories;

namespace ContainerState.Core.Tests.Reports.Inventories;

public sealed class SpdxLicenceTests
{
    [Theory]
    [InlineData("MIT", "Expat")]
    [InlineData("GPL-2.0-or-later", "GPL-2+")]
    [InlineData("GPL-3.0-only", "GPL-3")]
    [InlineData("LGPL-2.1-or-later", "LGPL-2.1+")]
    [InlineData("MIT AND (GPL-2.0-only OR BSD-3-Clause)", "Expat", "GPL-2 or BSD-3-clause")]
    [InlineData("MIT", "Expat", "expat")]
    [InlineData("", "Expat", "GPL-2+ with OpenSSL exception")]
    [InlineData("", "GPL-2.1")]
    [InlineData("", "GPL")]
    [InlineData("", "public-domain")]
    [InlineData("")]
    public void Only_what_is_certain_is_an_expression(string expected, params string[] names) => Assert.Equal(expected, SpdxLicence.Of(names));
}
