using Xunit;

namespace ContainerState.Integration.Tests.PowerShell;

/// <summary>The cmdlets in real PowerShell: one row for each file of tests/Pester.</summary>
public sealed class PesterSuiteTests(PesterSuite suite)
{
    public static TheoryData<string> Files => [.. PesterSuite.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_Pester_tests_of_a_file_pass(string file)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        return suite.AssertPassedAsync(file);
    }
}
