using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.PowerShell;

/// <summary>The cmdlets in real PowerShell: one row for each file of tests/Pester.</summary>
[Collection(nameof(ServerTests))]
public sealed class PesterSuiteTests(PesterSuite suite) : IClassFixture<PesterSuite>
{
    public static TheoryData<string> Files => [.. PesterSuite.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_Pester_tests_of_a_file_pass(string file)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        var result = suite.ResultOf(file);
        var faults = result.GetProperty("Faults").EnumerateArray().Select(fault => fault.GetString()!).ToList();
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.Equal("Passed", result.GetProperty("Result").GetString());
        Assert.True(result.GetProperty("Passed").GetInt32() > 0, "No test ran.");
    }

    [Fact]
    public Task The_Pester_tests_leave_the_host_as_it_was()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        return suite.AssertHostIsAsBeforeAsync();
    }
}
