using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorUnitTests
{
    [Fact]
    public void The_unit_leaves_servers_alone_and_is_named_after_the_supervisor()
    {
        var text = SupervisorUnit.Text("/opt/containerstate", "web", "/etc/my units/web.json", [KeyValuePair.Create("CONTAINERSTATE_HOME", "/srv/my images")]);

        Assert.Equal("containerstate-web.service", SupervisorUnit.FileName("web"));
        Assert.Contains("\nExecStart=\"/opt/containerstate\" \"--json\" \"server\" \"supervise\" \"--settings\" \"/etc/my units/web.json\"\n", text, StringComparison.Ordinal);
        Assert.Contains("\nEnvironment=\"CONTAINERSTATE_HOME=/srv/my images\"\n", text, StringComparison.Ordinal);
        Assert.Contains("\nKillMode=process\n", text, StringComparison.Ordinal);
        Assert.Contains("\nRestart=always\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\nExecStart=/bin/sh", "\"a\\nExecStart=/bin/sh\"")]
    [InlineData("%h", "\"%%h\"")]
    [InlineData("$HOME ${HOME}", "\"$$HOME $${HOME}\"")]
    [InlineData("a\"b'c\\", "\"a\\\"b'c\\\\\"")]
    [InlineData("\u0001\u007f\t\r", "\"\\x01\\x7f\\t\\r\"")]
    [InlineData("", "\"\"")]
    [InlineData(";", "\";\"")]
    public void A_word_stays_one_word_whatever_is_in_it(string word, string quoted) =>
        Assert.Equal(quoted, SystemdText.Quote(word, isArgument: true));

    [Fact]
    public void A_dollar_in_a_program_or_variable_stays_as_it_is() => Assert.Equal("\"/opt/a$b\"", SystemdText.Quote("/opt/a$b"));

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("../web", 1, 1)]
    [InlineData("a b", 1, 1)]
    [InlineData("a-name-that-leaves-no-room-for-numbers", 1, 1)]
    [InlineData("web", 0, 1)]
    [InlineData("web", 501, 1)]
    [InlineData("web", 1, 0)]
    [InlineData("web", 1, 1e5)]
    public void A_supervisor_that_makes_no_sense_is_refused(string name, int count, double interval) =>
        Assert.Throws<InvalidNameException>(() => new SupervisorOptions { Name = name, Count = count, Image = TestImage.Web, Interval = TimeSpan.FromSeconds(interval) }.Check());
}
