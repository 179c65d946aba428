using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.PowerShell;

/// <summary>The files of tests/Pester that look at the whole host.</summary>
[Collection(nameof(ServerTests))]
public sealed class LonePesterTests(PesterSuite suite)
{
    public static TheoryData<string> Files => [.. PesterSuite.LoneFiles];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_Pester_tests_of_a_lone_file_pass_and_leave_nothing(string file)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var before = HostSnapshot.Take();
        await suite.AssertPassedAsync(file);
        await HostSnapshot.AssertSameAsync(before);
    }
}
